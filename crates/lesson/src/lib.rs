//! Lessons as data: goals, hints, and the judge.
