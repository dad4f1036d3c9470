//! `ServerTLSSettings` (`networking.istio.io`): how a port ends an encrypted connection, or does not.

use crate::objects::field::{choice, record};

record! {
    /// How a port ends TLS.
    ServerTlsSettings {
        /// Whether plain HTTP is answered with a redirect.
        https_redirect: bool = "httpsRedirect",
        /// What happens to TLS; nothing written means `PASSTHROUGH`.
        mode: Option<ServerTlsMode> = "mode",
        /// File with the certificate.
        server_certificate: Option<String> = "serverCertificate",
        /// File with its key.
        private_key: Option<String> = "privateKey",
        /// File with the authorities of clients.
        ca_certificates: Option<String> = "caCertificates",
        /// File with what those authorities revoked.
        ca_crl: Option<String> = "caCrl",
        /// Secret with certificate and key.
        credential_name: Option<String> = "credentialName",
        /// Several such Secrets.
        credential_names: Vec<String> = "credentialNames",
        /// Secret with the authorities of clients.
        ca_cert_credential_name: Option<String> = "caCertCredentialName",
        /// Files of several certificates.
        tls_certificates: Vec<TlsCertificate> = "tlsCertificates",
        /// Names of clients that are accepted.
        subject_alt_names: Vec<String> = "subjectAltNames",
        /// Certificates of clients that are accepted, by hash.
        verify_certificate_spki: Vec<String> = "verifyCertificateSpki",
        /// The same by another hash.
        verify_certificate_hash: Vec<String> = "verifyCertificateHash",
        /// Oldest version.
        min_protocol_version: Option<TlsProtocol> = "minProtocolVersion",
        /// Newest version.
        max_protocol_version: Option<TlsProtocol> = "maxProtocolVersion",
        /// Ciphers.
        cipher_suites: Vec<String> = "cipherSuites",
        /// Curves of the key exchange.
        ecdh_curves: Vec<String> = "ecdhCurves",
        /// Whether certificates of clients are not checked.
        insecure_skip_verify: Option<bool> = "insecureSkipVerify",
    }
}

choice! {
    /// What a port does with TLS.
    ServerTlsMode {
        /// Lets it through, by server name.
        Passthrough = "PASSTHROUGH",
        /// Ends it.
        Simple = "SIMPLE",
        /// Ends it and asks for the client's certificate.
        Mutual = "MUTUAL",
        /// Lets it through to the cluster that the server name itself names.
        AutoPassthrough = "AUTO_PASSTHROUGH",
        /// Ends it with the mesh's own certificates.
        IstioMutual = "ISTIO_MUTUAL",
        /// Ends it and checks the client's certificate, if there is one.
        OptionalMutual = "OPTIONAL_MUTUAL",
    }
}

choice! {
    /// A version of TLS.
    TlsProtocol {
        /// Whatever the proxy likes.
        Auto = "TLS_AUTO",
        /// 1.0.
        V1_0 = "TLSV1_0",
        /// 1.1.
        V1_1 = "TLSV1_1",
        /// 1.2.
        V1_2 = "TLSV1_2",
        /// 1.3.
        V1_3 = "TLSV1_3",
    }
}

record! {
    /// Files of one certificate.
    TlsCertificate {
        /// The certificate.
        server_certificate: Option<String> = "serverCertificate",
        /// Its key.
        private_key: Option<String> = "privateKey",
        /// The authorities of clients.
        ca_certificates: Option<String> = "caCertificates",
    }
}
