//! `ClientTLSSettings` (`networking.istio.io`): how a client encrypts.

use crate::objects::field::{choice, record};

record! {
    /// How a client encrypts.
    ClientTlsSettings {
        /// Whether and with which certificates; nothing written means `DISABLE`.
        mode: Option<ClientTlsMode> = "mode",
        /// File with the client's certificate.
        client_certificate: Option<String> = "clientCertificate",
        /// File with its key.
        private_key: Option<String> = "privateKey",
        /// File with the authorities of the server.
        ca_certificates: Option<String> = "caCertificates",
        /// File with what those authorities revoked.
        ca_crl: Option<String> = "caCrl",
        /// Secret with all of them.
        credential_name: Option<String> = "credentialName",
        /// Names of the server that are accepted.
        subject_alt_names: Vec<String> = "subjectAltNames",
        /// Server name of the hello.
        sni: Option<String> = "sni",
        /// Whether the server's certificate is not checked.
        insecure_skip_verify: Option<bool> = "insecureSkipVerify",
    }
}

choice! {
    /// Whether a client encrypts.
    ClientTlsMode {
        /// No.
        Disable = "DISABLE",
        /// Yes.
        Simple = "SIMPLE",
        /// Yes, and shows a certificate of its own.
        Mutual = "MUTUAL",
        /// Yes, and shows the mesh's certificate.
        IstioMutual = "ISTIO_MUTUAL",
    }
}
