//! Arrivals, queues and service times as discrete events, and the theory to check them.
