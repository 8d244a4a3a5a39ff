//! What takes time: updates, provisioning, long-running operations.
