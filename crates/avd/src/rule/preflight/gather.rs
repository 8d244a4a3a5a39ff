//! What to ask next: each piece once, as soon as what its address depends on is known. Pure; who asks is not its matter.

use std::collections::VecDeque;

use arm::ResourceId;

use super::ask::{Question, after, questions};
use super::evidence::{Evidence, Known, Part, Piece};
use crate::version::ApiVersions;

/// A gathering of evidence under way.
#[derive(Debug)]
pub struct Gather {
    pool: ResourceId,
    versions: ApiVersions,
    evidence: Evidence,
    waiting: Vec<Piece>,
    queue: VecDeque<Job>,
    asked: usize,
    answered: usize,
}

/// One question on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// The piece it belongs to.
    pub piece: Piece,
    /// Its place in the piece.
    pub part: usize,
    /// What to ask.
    pub question: Question,
}

impl Gather {
    /// Begins for a pool.
    pub fn new(pool: ResourceId, versions: ApiVersions) -> Self {
        Self {
            pool,
            versions,
            evidence: Evidence::default(),
            waiting: Piece::ALL.to_vec(),
            queue: VecDeque::new(),
            asked: 0,
            answered: 0,
        }
    }

    /// The next question; `None` if there is none now: an answer on its way may bring more.
    pub fn next_job(&mut self) -> Option<Job> {
        if self.queue.is_empty() {
            self.expand();
        }
        let job = self.queue.pop_front()?;
        self.asked += 1;
        Some(job)
    }

    /// Takes an answer.
    pub fn answer(&mut self, job: &Job, known: Known) {
        self.answered += 1;
        self.evidence.fill(job.piece, job.part, known);
        self.expand();
    }

    /// What is known by now.
    pub const fn evidence(&self) -> &Evidence {
        &self.evidence
    }

    /// Whether nothing is left to ask or to wait for.
    pub fn is_done(&self) -> bool {
        self.waiting.is_empty() && self.queue.is_empty() && self.asked == self.answered
    }

    /// How many pieces are settled, of how many.
    pub fn progress(&self) -> (usize, usize) {
        let settled = Piece::ALL.iter().filter(|piece| self.evidence.is_settled(**piece)).count();
        (settled, Piece::ALL.len())
    }

    /// Queues the questions of every piece whose turn has come. One round may free the next: a piece may have no questions.
    fn expand(&mut self) {
        while let Some(at) = self.waiting.iter().position(|piece| self.is_ready(*piece)) {
            let piece = self.waiting.remove(at);
            let questions = questions(piece, &self.evidence, &self.pool, &self.versions);
            let part = |question: &Question| Part { subject: question.subject.clone(), known: Known::NotAsked };
            self.evidence.set(piece, questions.iter().map(part).collect());
            self.queue.extend(questions.into_iter().enumerate().map(|(part, question)| Job { piece, part, question }));
        }
    }

    fn is_ready(&self, piece: Piece) -> bool {
        after(piece).iter().all(|earlier| self.evidence.is_settled(*earlier))
    }
}
