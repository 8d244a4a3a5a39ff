//! What a check sees, and what it answers.

use arm::{Json, ResourceId};
use serde_json::Value;

use super::evidence::{Evidence, Known, Part, Piece};
use super::{Help, Plan, Verdict};
use crate::operation::compute::location_name;
use crate::resource::{HostPool, SessionHost, SessionHostConfiguration, SessionHostConfigurationProperties};
use crate::rule::drift::{HostVersion, host_version};
pub(super) use crate::script::quote::posix as shell;

/// What a check sees.
pub(super) struct Case<'a> {
    pub(super) evidence: &'a Evidence,
    pub(super) plan: &'a Plan,
}

impl<'a> Case<'a> {
    /// What was read of a piece that has one part.
    pub(super) fn value(&self, piece: Piece) -> Option<&'a Value> {
        self.parts(piece).first().and_then(|part| part.known.value())
    }

    /// The parts of a piece.
    pub(super) fn parts(&self, piece: Piece) -> &'a [Part] {
        self.evidence.parts(piece)
    }

    /// The items of a piece that is a list, of all its parts.
    pub(super) fn items(&self, piece: Piece) -> impl Iterator<Item = &'a Value> {
        self.parts(piece).iter().flat_map(|part| list(part.known.value()))
    }

    /// Whether the piece is known not to exist.
    pub(super) fn is_missing(&self, piece: Piece) -> bool {
        self.parts(piece).iter().any(|part| matches!(part.known, Known::Missing { .. }))
    }

    /// The pool.
    pub(super) fn pool(&self) -> Option<HostPool> {
        self.typed(Piece::Pool)
    }

    /// The wanted configuration.
    pub(super) fn configuration(&self) -> Option<SessionHostConfigurationProperties> {
        self.typed::<SessionHostConfiguration>(Piece::Configuration).map(|configuration| configuration.properties)
    }

    /// The session hosts.
    pub(super) fn hosts(&self) -> Option<Vec<SessionHost>> {
        self.typed(Piece::Hosts)
    }

    /// The pool's id.
    pub(super) fn pool_id(&self) -> Option<ResourceId> {
        self.value(Piece::Pool).and_then(id_of)
    }

    /// Where the new machines go: as the configuration says, else where the pool is.
    pub(super) fn region(&self) -> Option<&'a str> {
        let configured = self.value(Piece::Configuration).and_then(|value| text(value, "/properties/vmLocation"));
        configured.or_else(|| self.value(Piece::Pool).and_then(|pool| text(pool, "/location")))
    }

    /// How many machines exist twice at the same time, and how many in the end: with originals kept, all of them.
    pub(super) fn doubled(&self) -> Option<(u64, u64)> {
        let (hosts, wanted) = (self.hosts()?, self.configuration()?);
        let replaced = hosts.iter().filter(|host| host_version(host, &wanted) != HostVersion::UpToDate).count() as u64;
        let step = self.plan.batch.min(replaced.saturating_sub(1)).max(1);
        Some((step, if self.plan.keep_originals { replaced.max(step) } else { step }))
    }

    /// A piece that has a type of its own.
    pub(super) fn typed<T: Json>(&self, piece: Piece) -> Option<T> {
        self.value(piece).and_then(|value| T::from_json(value.clone()).ok())
    }
}

/// The items of a list.
pub(super) fn list(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// A text within an answer.
pub(super) fn text<'v>(value: &'v Value, pointer: &str) -> Option<&'v str> {
    value.pointer(pointer).and_then(Value::as_str)
}

/// The id of a resource.
pub(super) fn id_of(value: &Value) -> Option<ResourceId> {
    text(value, "/id").and_then(|id| ResourceId::parse(id).ok())
}

/// What a check answers.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Outcome {
    pub(super) verdict: Verdict,
    pub(super) evidence: String,
    pub(super) fix: Option<String>,
    pub(super) command: Option<String>,
    pub(super) right: Option<&'static str>,
    pub(super) tick: Option<&'static str>,
    pub(super) help: Option<Help>,
    pub(super) stands: bool,
}

impl Outcome {
    fn new(verdict: Verdict, evidence: String, fix: Option<String>) -> Self {
        Self { verdict, evidence, fix, command: None, right: None, tick: None, help: None, stands: false }
    }

    pub(super) fn pass(evidence: impl Into<String>) -> Self {
        Self::new(Verdict::Pass, evidence.into(), None)
    }

    pub(super) fn risk(evidence: impl Into<String>, fix: impl Into<String>) -> Self {
        Self::new(Verdict::Risk, evidence.into(), Some(fix.into()))
    }

    pub(super) fn blocker(evidence: impl Into<String>, fix: impl Into<String>) -> Self {
        Self::new(Verdict::Blocker, evidence.into(), Some(fix.into()))
    }

    /// Read, and still not known.
    pub(super) fn unsure(evidence: impl Into<String>, fix: impl Into<String>) -> Self {
        Self::new(Verdict::CouldNotCheck, evidence.into(), Some(fix.into()))
    }

    /// Without a configuration there is nothing to look at; check 2 says what to do.
    pub(super) fn no_configuration() -> Self {
        Self::unsure("Couldn't find the session host configuration.", "Create the configuration first.")
    }

    /// Whether it stands in nobody's way.
    pub(super) fn is_pass(&self) -> bool {
        self.verdict == Verdict::Pass
    }

    /// With something else that was found.
    #[must_use]
    pub(super) fn noting(mut self, words: &str) -> Self {
        self.evidence = [&self.evidence, " ", words].concat();
        self
    }

    /// With a command that does what the fix says.
    #[must_use]
    pub(super) fn with_command(mut self, command: impl Into<String>) -> Self {
        self.command = Some(command.into());
        self
    }

    /// Found in what was read, so it is so whatever else could not be read. Never for something that was merely not found.
    #[must_use]
    pub(super) const fn even_so(mut self) -> Self {
        self.stands = true;
        self
    }

    /// With the right that is missing.
    #[must_use]
    pub(super) const fn without_right(mut self, action: &'static str) -> Self {
        self.right = Some(action);
        self
    }

    /// With something to read up on.
    #[must_use]
    pub(super) const fn with_help(mut self, help: Help) -> Self {
        self.help = Some(help);
        self
    }

    /// No API tells the rest: passes only once an administrator has confirmed the statement.
    #[must_use]
    pub(super) const fn unless_confirmed(mut self, statement: &'static str) -> Self {
        self.tick = Some(statement);
        self
    }
}

/// Whether two names are the same region: `West Europe` is `westeurope`.
pub(super) fn same_place(one: &str, other: &str) -> bool {
    location_name(one) == location_name(other)
}
