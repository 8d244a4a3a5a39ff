//! The five steps, as the Azure portal divides them (Learn, "Update session hosts using session host update"). Pure.

use avd::rule::FieldProblem;

use crate::components::StepMark;

/// One step of the wizard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Batch size and what becomes of the originals.
    #[default]
    Basics,
    /// What the update makes of the hosts.
    Hosts,
    /// When.
    Schedule,
    /// What users are told.
    Notifications,
    /// All of it, with the checks.
    Review,
}

impl Step {
    /// In their order.
    pub const ALL: [Self; 5] = [Self::Basics, Self::Hosts, Self::Schedule, Self::Notifications, Self::Review];

    /// The word in the address.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Basics => "basics",
            Self::Hosts => "hosts",
            Self::Schedule => "schedule",
            Self::Notifications => "notifications",
            Self::Review => "review",
        }
    }

    /// The heading.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Basics => "Basics",
            Self::Hosts => "Image and configuration",
            Self::Schedule => "Schedule",
            Self::Notifications => "Notifications",
            Self::Review => "Review",
        }
    }

    /// The step the address names; the first one for any other word.
    pub fn parse(word: Option<&str>) -> Self {
        Self::ALL.into_iter().find(|step| Some(step.key()) == word).unwrap_or_default()
    }

    /// From 0.
    pub fn place(self) -> usize {
        self as usize
    }

    /// The one after it.
    pub fn next(self) -> Option<Self> {
        Self::ALL.get(self.place() + 1).copied()
    }

    /// The one before it.
    pub fn before(self) -> Option<Self> {
        self.place().checked_sub(1).and_then(|place| Self::ALL.get(place)).copied()
    }

    /// Where a field is.
    pub fn of_field(field: &str) -> Self {
        match field {
            "maxVmsRemoved" | "deleteOriginalVm" => Self::Basics,
            "scheduledDateTime" | "window" => Self::Schedule,
            "logOffDelayMinutes" | "logOffMessage" => Self::Notifications,
            _ => Self::Review,
        }
    }
}

/// How far a step is, when `reached` was the farthest one seen. One that is being seen for the first time is not judged yet.
pub fn mark(step: Step, current: Step, reached: Step, problems: &[FieldProblem]) -> StepMark {
    let first_time = step == reached && step == current;
    if step > reached || first_time || step == Step::Review {
        return StepMark::Ahead;
    }
    let wrong = problems.iter().any(|problem| !problem.warning && Step::of_field(problem.field) == step);
    if wrong { StepMark::Wrong } else { StepMark::Done }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_steps_follow_each_other_and_are_named_in_the_address() {
        for step in Step::ALL {
            assert_eq!(Step::parse(Some(step.key())), step);
            assert_eq!(step.next().and_then(Step::before), step.next().map(|_| step));
        }
        assert_eq!((Step::Basics.before(), Step::Review.next()), (None, None));
        assert_eq!((Step::parse(None), Step::parse(Some("nowhere"))), (Step::Basics, Step::Basics));
    }

    #[test]
    fn a_step_is_marked_once_it_was_seen() {
        let wrong = [FieldProblem::error("logOffMessage", "long"), FieldProblem::warning("maxVmsRemoved", "think")];
        let marks = |current, reached| Step::ALL.map(|step| mark(step, current, reached, &wrong));
        use StepMark::{Ahead, Done, Wrong};
        assert_eq!(marks(Step::Basics, Step::Basics), [Ahead, Ahead, Ahead, Ahead, Ahead]);
        assert_eq!(marks(Step::Schedule, Step::Schedule), [Done, Done, Ahead, Ahead, Ahead]);
        assert_eq!(marks(Step::Notifications, Step::Notifications), [Done, Done, Done, Ahead, Ahead]);
        assert_eq!(marks(Step::Basics, Step::Review), [Done, Done, Done, Wrong, Ahead]);
    }
}
