//! What an Envoy-shaped proxy does with a connection and a request.
