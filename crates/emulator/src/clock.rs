//! The work clock: what life cycles run on, while timestamps stay wall time.
//!
//! Not a source of time: the wall time is always given.

use host::{Duration, Instant};

/// Maps wall time to work time and back.
///
/// Work time starts equal to wall time, runs `speed` times as fast and can be skipped forward.
#[derive(Clone, Debug)]
pub struct WorkClock {
    /// Where both clocks started.
    base: Instant,
    /// The wall time of the last change of pace or skip.
    wall: Instant,
    /// The work time at that moment.
    work: Instant,
    speed: f64,
}

impl WorkClock {
    /// A clock that starts at `now`; a `speed` of 0 stands still until it is skipped.
    pub fn new(now: Instant, speed: f64) -> Self {
        Self { base: now, wall: now, work: now, speed: speed.max(0.0) }
    }

    /// The work time at a wall time.
    pub fn at(&self, now: Instant) -> Instant {
        self.work + scale(now.since(self.wall), self.speed)
    }

    /// Skips work forward.
    pub fn skip(&mut self, now: Instant, duration: Duration) {
        self.work = self.at(now) + duration;
        self.wall = now;
    }

    /// Changes the pace from now on.
    pub fn set_speed(&mut self, now: Instant, speed: f64) {
        self.skip(now, Duration::ZERO);
        self.speed = speed.max(0.0);
    }

    /// The pace.
    pub fn speed(&self) -> f64 {
        self.speed
    }

    /// The wall time that goes into an answer for something that happened at `work`; never later than `now`.
    ///
    /// What lies before the start of the emulator happened one to one; what was skipped over happened when it was skipped.
    pub fn wall_of(&self, work: Instant, now: Instant) -> Instant {
        if work <= self.base {
            return work;
        }
        if self.speed <= 0.0 || work <= self.work {
            return self.wall.min(now);
        }
        (self.wall + scale(work.since(self.work), 1.0 / self.speed)).min(now)
    }
}

fn scale(duration: Duration, factor: f64) -> Duration {
    Duration::try_from_secs_f64(duration.as_secs_f64() * factor).unwrap_or(Duration::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Instant = Instant::from_seconds(1_800_000_000);

    fn minutes(count: u64) -> Duration {
        Duration::from_secs(count * 60)
    }

    #[test]
    fn work_runs_at_its_own_pace() {
        let mut clock = WorkClock::new(START, 60.0);
        assert_eq!(clock.at(START + minutes(1)), START + minutes(60));
        clock.skip(START + minutes(1), minutes(30));
        assert_eq!(clock.at(START + minutes(1)), START + minutes(90));
        clock.set_speed(START + minutes(1), 0.0);
        assert_eq!(clock.at(START + minutes(500)), START + minutes(90));
    }

    #[test]
    fn answers_never_name_the_future() {
        let mut clock = WorkClock::new(START, 60.0);
        let now = START + minutes(2);
        assert_eq!(clock.wall_of(START - minutes(7), now), START - minutes(7));
        assert_eq!(clock.wall_of(START + minutes(60), now), START + minutes(1));
        assert_eq!(clock.wall_of(START + minutes(6000), now), now);
        clock.skip(now, minutes(100));
        assert_eq!(clock.wall_of(START + minutes(150), now + minutes(1)), now);
    }
}
