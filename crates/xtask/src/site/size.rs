//! Compressed copies, and what a first visit weighs.

use super::assets::TOO_OLD;
use super::split;
use super::worker::WORKER;
use crate::run::{Doing, Outcome, fail};
use brotli::enc::BrotliEncoderParams;
use std::path::Path;

/// Bytes of brotli a first visit is meant to cost.
const GOAL: usize = 250 * 1000;
/// Bytes of brotli a first visit may cost. Lowered with every saving.
const CEILING: usize = 248 * 1000;
/// Below this a compressed copy saves no packet.
const WORTH_IT: usize = 256;
/// Powers of two of bytes; none: as the encoder wants it.
const TOGETHER: [i32; 4] = [0, 16, 17, 20];
/// How distances are written (RFC 7932 section 4): postfix bits and direct codes. The encoder panics at more of the first.
const DISTANCES: [(u32, u32); 2] = [(0, 0), (1, 8)];
const COMPRESSIBLE: [&str; 6] = ["js", "wasm", "css", "html", "json", "svg"];
/// Read by the host, or edited in place after the build: a compressed copy would be ignored, or stale.
const AS_IT_IS: [&str; 2] = ["staticwebapp.config.json", "config.json"];
/// Read by the hosting service or fetched only when someone asks for the demo: not part of a first visit.
const LATER: [&str; 2] = ["emulator_module", "staticwebapp.config"];
/// Below this a later file is summed up and not listed.
const WORTH_A_LINE: usize = 4096;

/// Writes `name.br` beside every file that gains from it.
pub fn compress(dist: &Path) -> Outcome {
    for file in super::files(dist)? {
        let ending = file.extension().unwrap_or_default().to_string_lossy().into_owned();
        let content = std::fs::read(&file).doing(format_args!("read {}", file.display()))?;
        let as_it_is = AS_IT_IS.iter().any(|name| file.ends_with(name));
        if as_it_is || !COMPRESSIBLE.contains(&ending.as_str()) || content.len() < WORTH_IT {
            continue;
        }
        let small = brotli(&content).doing(format_args!("compress {}", file.display()))?;
        std::fs::write(file.with_extension(format!("{ending}.br")), small).doing("write a compressed copy")?;
    }
    Ok(())
}

/// How many bytes of brotli this is.
pub fn weight(content: &[u8]) -> Outcome<usize> {
    Ok(brotli(content).doing("compress a module")?.len())
}

/// The smallest of several attempts: where the encoder begins new tables depends on how much it looks at together, and what suits
/// differs from file to file.
fn brotli(content: &[u8]) -> std::io::Result<Vec<u8>> {
    // As far back as there is anything: each attempt takes memory for all of its window (RFC 7932 section 9.1).
    let lgwin = (content.len() + 16).next_power_of_two().ilog2().clamp(10, 24).cast_signed();
    let attempt = |lgblock, (postfix_bits, direct_codes)| {
        let mut parameters = BrotliEncoderParams { quality: 11, lgwin, lgblock, size_hint: content.len(), ..Default::default() };
        parameters.dist.distance_postfix_bits = postfix_bits;
        parameters.dist.num_direct_distance_codes = direct_codes;
        let mut out = Vec::new();
        brotli::BrotliCompress(&mut &*content, &mut out, &parameters).map(|_| out)
    };
    std::thread::scope(|scope| {
        let attempts = TOGETHER.map(|together| DISTANCES.map(|distances| scope.spawn(move || attempt(together, distances))));
        let mut all = attempts
            .into_iter()
            .flatten()
            .map(|one| one.join())
            .map(|done| done.unwrap_or_else(|_| Err(std::io::Error::other("the encoder panicked"))));
        let first = all.next().unwrap_or_else(|| Err(std::io::Error::other("no attempt")))?;
        all.try_fold(first, |best, next| next.map(|next| if next.len() < best.len() { next } else { best }))
    })
}

/// Prints the table; fails above the ceiling. A build without wasm-opt is for looking at the site, not for serving it.
pub fn report(dist: &Path, optimised: bool) -> Outcome {
    println!("    {:<48} {:>10} {:>10}", "file", "bytes", "brotli");
    let (mut first, mut later, mut small) = (0, 0, 0);
    for file in super::files(dist)?.into_iter().filter(|file| file.extension().is_some_and(|ending| ending != "br")) {
        let name = file.strip_prefix(dist).unwrap_or(&file).display().to_string();
        let raw = length(&file)?;
        let packed = length(&with_br(&file)).unwrap_or(raw);
        if of_other_pages(&file) {
            later += packed;
            if packed < WORTH_A_LINE {
                small += 1;
                continue;
            }
        } else if !LATER.iter().any(|later| name.contains(later)) {
            first += packed;
        }
        println!("    {name:<48} {raw:>10} {packed:>10}");
    }
    println!("    {:<48} {:>10} {later:>10}  ({small} small ones not listed)", "other pages, fetched later", "");
    println!("    {:<48} {:>10} {first:>10}  (goal {GOAL}, ceiling {CEILING})", "first visit, the demo module not counted", "");
    if optimised && first > CEILING {
        Err(fail(format!("a first visit costs {first} bytes, the ceiling is {CEILING}")))
    } else {
        Ok(())
    }
}

/// What comes with other pages than the first, when an update runs, or to a browser that is too old: code, styles, the icons of the
/// browser's tab, the service worker.
fn of_other_pages(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let styles = name.starts_with("later-") && name.ends_with(".css");
    styles
        || name == WORKER
        || name == TOO_OLD
        || name.starts_with("icon-")
        || split::LATER.iter().any(|start| name.starts_with(start))
}

fn with_br(file: &Path) -> std::path::PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".br");
    name.into()
}

fn length(file: &Path) -> Outcome<usize> {
    let data = file.metadata().doing(format_args!("read {}", file.display()))?;
    usize::try_from(data.len()).doing("measure a file")
}
