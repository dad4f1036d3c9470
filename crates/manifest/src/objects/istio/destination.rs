//! `Destination` (`networking.istio.io`): a host of the mesh's registry, a subset of it, a port.

use crate::objects::field::{Field, record};
use crate::value::Value;
use crate::yaml::{NodeRef, Scalar};

record! {
    /// Where traffic goes.
    Destination {
        /// Host: short name, full name, or a ServiceEntry's host.
        host: String = "host",
        /// Subset, as a DestinationRule names it.
        subset: Option<String> = "subset",
        /// Port; may be left out when the host has only one.
        port: Option<PortSelector> = "port",
    }
}

record! {
    /// A port by its number.
    PortSelector {
        /// Number.
        number: u16 = "number",
    }
}

record! {
    /// A share in percent.
    Percent {
        /// From 0.0 to 100.0.
        value: f64 = "value",
    }
}

impl Field for f64 {
    fn absent() -> Self {
        0.0
    }

    fn is_absent(&self) -> bool {
        *self == 0.0
    }

    fn read(node: NodeRef<'_>) -> Self {
        match node.scalar() {
            #[allow(clippy::cast_precision_loss)]
            Some(Scalar::Int(n)) => *n as Self,
            Some(Scalar::Float(x)) => *x,
            Some(Scalar::Null | Scalar::Bool(_) | Scalar::Text(_)) | None => 0.0,
        }
    }

    fn write(&self) -> Value {
        #[allow(clippy::cast_possible_truncation)]
        if self.fract() == 0.0 && self.abs() < 9e15 { Value::Int(*self as i64) } else { Value::Float(*self) }
    }
}
