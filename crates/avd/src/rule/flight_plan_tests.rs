//! Tests of the flight plan.
