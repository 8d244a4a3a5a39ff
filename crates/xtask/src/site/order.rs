//! Lays alike functions of a module side by side: what was written shortly before costs fewer bits to refer to, so the file compresses
//! better.
//!
//! Which function comes next is decided by what was just laid down: the one that has most in common with one of the last few, all
//! sequences of four bytes compared. How far back to look is best found by trying: what is chosen early changes all that follows.

use super::module::{BODIES, number, section};
use crate::run::{Outcome, fail};
use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{CodeSection, ElementSection, FunctionSection, Module};
use wasmparser::{CodeSectionReader, ElementItems, ElementSectionReader, FunctionSectionReader, ImportSectionReader};

/// How many functions back are looked at.
const LAST: usize = 8;
/// What else is tried where every byte counts.
const TRIED: [usize; 8] = [3, 4, 5, 6, 7, 10, 12, LAST];
/// How much less each counts than the one after it.
const FADING: f32 = 0.9;
/// Sequences of bytes in more functions than this are in all of them.
const EVERYWHERE: usize = 2000;

/// The module with its functions in another order, and without places reserved in the table: their size is kept in its type.
pub fn alike_together(module: &[u8]) -> Outcome<Vec<u8>> {
    Alike::of(bodies(module)?).lay(module, LAST)
}

/// The same, the lightest of several: by the bytes that `weigh` says each takes.
pub fn lightest(module: &[u8], weigh: impl Fn(&[u8]) -> Outcome<usize>) -> Outcome<Vec<u8>> {
    let alike = Alike::of(bodies(module)?);
    let attempt = |back| {
        let laid = alike.lay(module, back)?;
        Ok((weigh(&laid)?, laid))
    };
    let attempts = TRIED.map(attempt).into_iter().collect::<Outcome<Vec<_>>>()?;
    let best = attempts.into_iter().min_by_key(|(weight, _)| *weight);
    best.map(|(_, laid)| laid).ok_or_else(|| fail("no order was tried"))
}

fn bodies(module: &[u8]) -> Outcome<Vec<&[u8]>> {
    read(module).ok_or_else(|| fail("the functions of a module could not be read"))
}

fn read(module: &[u8]) -> Option<Vec<&[u8]>> {
    let Some(content) = section(module, BODIES) else { return Some(Vec::new()) };
    let (count, mut rest) = number(content)?;
    let mut bodies = Vec::new();
    for _ in 0..count {
        let (length, after) = number(rest)?;
        let (body, after) = after.split_at_checked(length)?;
        bodies.push(body);
        rest = after;
    }
    Some(bodies)
}

/// Which functions have which sequences of bytes.
struct Alike<'a> {
    bodies: Vec<&'a [u8]>,
    /// The sequences of each function, by number.
    of: Vec<Vec<usize>>,
    /// The functions of each sequence.
    with: Vec<Vec<usize>>,
}

impl<'a> Alike<'a> {
    fn of(bodies: Vec<&'a [u8]>) -> Self {
        let mut with: BTreeMap<&'a [u8], Vec<usize>> = BTreeMap::new();
        for (function, &body) in bodies.iter().enumerate() {
            for sequence in body.windows(4).collect::<BTreeSet<_>>() {
                with.entry(sequence).or_default().push(function);
            }
        }
        let with: Vec<_> = with.into_values().filter(|functions| (2..EVERYWHERE).contains(&functions.len())).collect();
        let mut of = vec![Vec::new(); bodies.len()];
        for (sequence, functions) in with.iter().enumerate() {
            functions.iter().for_each(|&function| of[function].push(sequence));
        }
        Self { bodies, of, with }
    }

    /// The module in the order of [`Alike::order`].
    fn lay(&self, module: &[u8], back: usize) -> Outcome<Vec<u8>> {
        let order = self.order(back);
        let mut new = vec![0; order.len()];
        for (place, &function) in (0..).zip(&order) {
            new[function] = place;
        }
        let mut out = Module::new();
        let parser = wasmparser::Parser::new(0);
        Order { order, new, imported: 0 }
            .parse_core_module(&mut out, parser, module)
            .map_err(|error| fail(format!("the functions of a module could not be laid anew: {error}")))?;
        Ok(out.finish())
    }

    /// The functions by their numbers, each after those it is like, so many back.
    fn order(&self, back: usize) -> Vec<usize> {
        let mut by_length: Vec<usize> = (0..self.bodies.len()).collect();
        by_length.sort_by_key(|&one| (self.bodies[one].len(), one));
        let mut order: Vec<usize> = Vec::with_capacity(self.bodies.len());
        let mut last: Vec<Vec<f32>> = Vec::new();
        while !by_length.is_empty() {
            let worth = |one: usize| {
                let seen = last.iter().rev().zip(0..).map(|(like, ago): (&Vec<f32>, i32)| like[one] * FADING.powi(ago));
                let (most, all) = seen.fold((0.0_f32, 0.0), |(most, all), like| (most.max(like), all + like));
                most + all / 10.0
            };
            // The first of the best: what is like nothing yet goes by its length.
            let best = by_length.iter().map(|&one| worth(one)).enumerate();
            let (at, _) = best.fold((0, 0.0), |best, next| if next.1 > best.1 { next } else { best });
            let next = by_length.remove(at);
            order.push(next);
            if last.len() == back {
                last.remove(0);
            }
            last.push(self.row(next));
        }
        order
    }

    /// What each function has in common with this one: the sequences of both, as a share of all that either has.
    fn row(&self, function: usize) -> Vec<f32> {
        let mut common = vec![0_u32; self.of.len()];
        for &sequence in &self.of[function] {
            self.with[sequence].iter().for_each(|&other| common[other] += 1);
        }
        let share = |(common, other): (u32, &Vec<usize>)| {
            // Numbers of sequences in one function; well below what a float holds exactly.
            common as f32 / ((self.of[function].len() + other.len() + 1) as f32 - common as f32)
        };
        common.into_iter().zip(&self.of).map(share).collect()
    }
}

/// Writes a module anew, its functions in this order.
struct Order {
    order: Vec<usize>,
    /// The place of each function.
    new: Vec<u32>,
    imported: u32,
}

impl Reencode for Order {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error<Infallible>> {
        let own = function.checked_sub(self.imported).and_then(|own| self.new.get(own as usize));
        Ok(own.map_or(function, |place| place + self.imported))
    }

    fn parse_import_section(
        &mut self,
        imports: &mut wasm_encoder::ImportSection,
        section: ImportSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        for import in section.clone().into_imports() {
            self.imported += u32::from(matches!(import?.ty, wasmparser::TypeRef::Func(_)));
        }
        utils::parse_import_section(self, imports, section)
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        let types = section.into_iter().collect::<Result<Vec<_>, _>>()?;
        self.order.iter().filter_map(|&function| types.get(function)).for_each(|&kind| {
            functions.function(kind);
        });
        Ok(())
    }

    fn parse_element_section(
        &mut self,
        elements: &mut ElementSection,
        section: ElementSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        for element in section {
            let element = element?;
            if !is_reserved(&element.items)? {
                utils::parse_element(self, elements, element)?;
            }
        }
        Ok(())
    }

    fn parse_code_section(&mut self, code: &mut CodeSection, section: CodeSectionReader<'_>) -> Result<(), Error<Infallible>> {
        let bodies = section.into_iter().collect::<Result<Vec<_>, _>>()?;
        for function in self.order.clone() {
            if let Some(body) = bodies.get(function) {
                utils::parse_function_body(self, code, body.clone())?;
            }
        }
        Ok(())
    }
}

/// Whether a piece of the table holds nothing: the splitter keeps the places of later files so while others rewrite the module.
fn is_reserved(items: &ElementItems<'_>) -> Result<bool, wasmparser::BinaryReaderError> {
    let ElementItems::Expressions(_, expressions) = items else { return Ok(false) };
    for expression in expressions.clone() {
        if !matches!(expression?.get_operators_reader().read()?, wasmparser::Operator::RefNull { .. }) {
            return Ok(false);
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use wasm_encoder::{
        ConstExpr, Elements, EntityType, Function, HeapType, ImportSection, RefType, TableSection, TableType, TypeSection,
    };

    /// One import; three functions, of which the first and the last are alike and call each other; a table with the first and two
    /// reserved places.
    fn module() -> Vec<u8> {
        let (mut types, mut imports, mut functions) = (TypeSection::new(), ImportSection::new(), FunctionSection::new());
        types.ty().function([], []);
        imports.import("a", "b", EntityType::Function(0));
        let mut code = CodeSection::new();
        for called in [Some(3), None, Some(1)] {
            functions.function(0);
            let mut body = Function::new([]);
            let mut instructions = body.instructions();
            match called {
                Some(function) => instructions.nop().nop().nop().nop().nop().call(function).nop().nop().nop().nop().nop(),
                None => instructions.i32_const(42).drop(),
            };
            instructions.end();
            code.function(&body);
        }
        let mut tables = TableSection::new();
        let element_type = RefType::FUNCREF;
        tables.table(TableType { element_type, minimum: 4, maximum: None, table64: false, shared: false });
        let mut elements = ElementSection::new();
        elements.active(Some(0), &ConstExpr::i32_const(1), Elements::Functions([1][..].into()));
        let reserved = [ConstExpr::ref_null(HeapType::FUNC), ConstExpr::ref_null(HeapType::FUNC)];
        elements.active(Some(0), &ConstExpr::i32_const(2), Elements::Expressions(element_type, reserved[..].into()));
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&functions).section(&tables).section(&elements).section(&code);
        module.finish()
    }

    #[test]
    fn alike_functions_become_neighbours_and_are_still_who_is_called() {
        let module = module();
        let laid = alike_together(&module).unwrap();
        let bodies = bodies(&laid).unwrap();
        assert_eq!(bodies[0].len(), 5, "the shortest first");
        assert_eq!(bodies[1][7], 3, "the first calls the last, which is number three");
        assert_eq!(bodies[2][7], 2, "the last calls the first");
        let elements = wasmparser::Parser::new(0).parse_all(&laid).find_map(|payload| match payload.unwrap() {
            wasmparser::Payload::ElementSection(section) => Some(section.into_iter().map(Result::unwrap).collect::<Vec<_>>()),
            _ => None,
        });
        let elements = elements.unwrap();
        assert_eq!(elements.len(), 1, "nothing reserved");
        let ElementItems::Functions(functions) = elements[0].items.clone() else { panic!("functions") };
        assert_eq!(functions.into_iter().map(Result::unwrap).collect::<Vec<_>>(), [2], "the table has the first");
        assert!(alike_together(&module[..module.len() - 3]).is_err());
    }

    #[test]
    fn the_lightest_of_all_attempts_is_taken() {
        let (module, weighed) = (module(), std::cell::Cell::new(0));
        let weigh = |laid: &[u8]| {
            weighed.set(weighed.get() + 1);
            Ok(laid.len())
        };
        assert_eq!(lightest(&module, weigh).unwrap().len(), alike_together(&module).unwrap().len());
        assert_eq!(weighed.into_inner(), TRIED.len());
        assert!(lightest(&module, |_| Err(fail("no"))).is_err());
    }
}
