/// What is told about a service before it starts; `initfunc` may be the first to know it.
public struct ServiceDetails: Sendable {
    /// The service.
    public var program: Program
    /// What a service that is not root keeps.
    public var capabilities: [Capability]
    /// When it counts as ready; nil: when its program executes.
    public var ready: Readiness?

    /// - Throws: When the service is to keep what this process does not have.
    func requireCapabilities() throws(RunError) {
        for capability in capabilities where !capability.isHeld {
            throw RunError(
                .permission, "the service cannot keep \(capability.description), which this process does not have",
                hint: capability.remedy)
        }
    }
}
