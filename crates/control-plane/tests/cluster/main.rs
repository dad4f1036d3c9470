//! Whole clusters from text to rest, printed and compared.

#[cfg(test)]
mod admission;
#[cfg(test)]
mod builtin;
#[cfg(test)]
mod causes;
#[cfg(test)]
mod configuration;
#[cfg(test)]
mod memory;
#[cfg(test)]
mod notes;
#[cfg(test)]
mod picture;
#[cfg(test)]
mod placement;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod sidecars;
#[cfg(test)]
mod slices;
#[cfg(test)]
mod updates;
#[cfg(test)]
mod warnings;
#[cfg(test)]
mod workloads;
