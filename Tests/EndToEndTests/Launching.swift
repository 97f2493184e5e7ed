import Testing

/// The tests that launch containers, guests or whole stacks, one after another: side by side they would load the
/// machine for each other.
@Suite(.serialized) enum Launching {}
