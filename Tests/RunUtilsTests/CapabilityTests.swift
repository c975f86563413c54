import Testing

@testable import RunUtils

@Suite struct CapabilityTests {
    @Test(
        arguments: [
            ("CHOWN", .chown), ("CAP_DAC_OVERRIDE", .dacOverride), ("cap_net_bind_service", .netBindService),
            ("Setgid", .setgid), ("CHECKPOINT_RESTORE", .checkpointRestore), ("SYS_TTY_CONFIG", .sysTtyConfig),
            ("", nil), ("CAP_", nil), ("CAP_CAP_CHOWN", nil), ("NET_BIND", nil), ("0", nil), ("CHOWN ", nil),
            ("CHOWN DAC_OVERRIDE", nil),
        ] as [(String, Capability?)])
    func names(_ text: String, _ capability: Capability?) { #expect(Capability(text) == capability) }

    @Test func everyNumberHasItsName() {
        for number in UInt8(0)...40 {
            let capability = Capability(rawValue: number)
            #expect(capability?.rawValue == number)
            #expect(capability.map { Capability($0.description) } == capability)
            #expect(capability.map { Capability($0.shortName) } == capability)
        }
        #expect(Capability(rawValue: 41) == nil)
        #expect(Capability.chown.description == "CAP_CHOWN")
        #expect(Capability.netBindService.rawValue == 10)
        #expect(Capability.sysAdmin.description == "CAP_SYS_ADMIN" && Capability.sysAdmin.rawValue == 21)
        #expect(Capability.checkpointRestore.description == "CAP_CHECKPOINT_RESTORE")
    }

    @Test func masks() {
        #expect(Capability.mask([]) == 0)
        #expect(Capability.mask([.chown, .netBindService, .checkpointRestore]) == 1 | 1 << 10 | 1 << 40)
    }
}
