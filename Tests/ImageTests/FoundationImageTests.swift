import Foundation
import Testing

/// An entrypoint with Foundation: ordinary Swift with the static standard library, in the base image.
@Suite struct FoundationImageTests {
    @Test func aReport() async throws {
        let stage = Stage()
        let image = try await stage.image(
            "report",
            """
            FROM localhost/runutils/base
            COPY report-entry /usr/local/bin/
            RUN mkdir -p /opt/config && echo '{"title": "A title", "date": "2026-11-30T01:00:00Z"}' >/opt/config/report.json
            ENTRYPOINT ["/usr/local/bin/report-entry"]
            """, adding: Podman.root.appending(path: "build/test/report-entry"))
        let network = ["run", "--rm", "--network", "none"]
        let report = try await Podman.run(network + [image, "start"])
        #expect(report.status == 0, "\(report.errors)")
        // Written by the standard library's print, to what is no terminal.
        #expect(report.output == "A title, 2026-11-30\n")
        let wrong = try await Podman.run(network + ["--env", "CONFIG=/etc/passwd", image, "start"])
        #expect(wrong.status == 78, "\(wrong.errors)")
        #expect(wrong.output == "" && wrong.errors.contains("report: /etc/passwd is no report: "), "\(wrong.errors)")
    }
}
