/// A service that is going to be started, for the eyes of a unit test.
final class SimulatedService: SimulatedMatter {
    let service: Service
    let plan: ServicePlan
    /// All that was waited for, as the variables and the service say.
    let waitFor: [WaitCondition]
    /// How long for all of that; nil for as long as it takes.
    let waitTimeout: Duration?
    let semaphore: FilePath?

    init(_ service: Service, _ plan: ServicePlan, _ context: Context, semaphore: FilePath?) {
        self.service = service
        self.plan = plan
        waitFor = context[StandardVariables.waitFor] + service.waitFor
        let timeout = service.waitTimeout ?? context[StandardVariables.waitTimeout]
        waitTimeout = timeout == .zero ? nil : timeout
        self.semaphore = semaphore
    }
}
