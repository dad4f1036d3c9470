//! `Port` and `SidecarPort` (`networking.istio.io`): a number with a protocol, as Gateway, ServiceEntry and Sidecar
//! write it.

use crate::objects::field::record;

record! {
    /// A port and what is spoken on it.
    IstioPort {
        /// Number.
        number: u16 = "number",
        /// `HTTP`, `HTTPS`, `GRPC`, `HTTP2`, `MONGO`, `TCP`, `TLS`, in any case.
        protocol: String = "protocol",
        /// Name.
        name: String = "name",
        /// Port of the endpoints; nothing written means the same number.
        target_port: Option<u16> = "targetPort",
    }
}
