import Testing

@testable import RunUtils

@Suite struct CommandPreparationTests {
    @Test(
        arguments: [
            (.nothing, nil, nil, ""), (.nothing, "running", nil, ""), (.serviceStopped, nil, nil, ""),
            (.serviceRunning, "running", nil, ""),
            (.serviceRunning, nil, .unavailable, "backup needs the service to be running: none runs here"),
            (
                .serviceRunning, "starting", .unavailable,
                "backup needs the service to be running: it is starting"
            ),
            (
                .serviceRunning, "stopping", .unavailable,
                "backup needs the service to be running: it is stopping"
            ),
            (
                .serviceStopped, "running", .failure,
                "backup must not run beside the service: it is running"
            ),
            (
                .serviceStopped, "waiting", .failure,
                "backup must not run beside the service: it is waiting"
            ),
        ] as [(ServiceNeed, String?, ExitStatus?, String)])
    func refusal(_ need: ServiceNeed, _ state: String?, _ status: ExitStatus?, _ message: String) {
        let refusal = CommandPreparation.refusal(of: "backup", need, state)
        #expect(refusal == status.map { RunError($0, message) })
    }
}
