//! What is wrong with a form, at its field and above it.

use avd::rule::FieldProblem;
use leptos::prelude::*;

use crate::components::Problem;

/// What is wrong with one field, for its line of error.
pub fn at(problems: Memo<Vec<FieldProblem>>, asked: RwSignal<bool>, field: &'static str) -> Signal<Option<String>> {
    Signal::derive(move || {
        problems.with(|problems| {
            let mine = problems.iter().find(|problem| problem.field == field && !problem.warning);
            mine.filter(|_| asked.get()).map(|problem| problem.message.clone())
        })
    })
}

/// What to think of at one field: it keeps nothing from being sent.
pub fn note(problems: Memo<Vec<FieldProblem>>, field: &'static str) -> Signal<Option<String>> {
    Signal::derive(move || {
        let mine = |problem: &&FieldProblem| problem.field == field && problem.warning;
        problems.with(|problems| problems.iter().find(mine).map(|problem| problem.message.clone()))
    })
}

/// The lines of the problem summary.
pub fn summary(problems: Memo<Vec<FieldProblem>>, asked: RwSignal<bool>) -> Signal<Vec<Problem>> {
    Signal::derive(move || {
        let shown = asked.get();
        let errors = problems.get().into_iter().filter(|problem| !problem.warning && shown);
        errors.map(|problem| Problem { field: Some(problem.field.to_owned()), message: problem.message }).collect()
    })
}
