//! The programs of the catalogue, each in a pod of its own: whom they call, how long they wait, what they say.

mod bookinfo;
mod scene;
mod small;
mod verdicts;
mod words;
mod workloads;
