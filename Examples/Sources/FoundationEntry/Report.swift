import FoundationEssentials
import RunUtils

/// An entrypoint that uses Foundation, and so is built as ordinary Swift with the static standard library: 14 MB in place of 0.5, and
/// everything that Swift has.
@main enum Report {
    static let configuration = Variable("CONFIG", .path, default: "/opt/config/report.json", "What is reported.")

    static let entrypoint = Entrypoint("report", "Prints a report, with Foundation.") {
        configuration
    } commands: {
        Command("start", "Print the report.", run: start)
    }

    static func main() { entrypoint.main() }

    private struct Configuration: Decodable {
        let title: String
        let date: Date
    }

    private static func start(_ context: Context) throws(RunError) {
        let text = try context.files.read(context[configuration])
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        let report: Configuration
        do { report = try decoder.decode(Configuration.self, from: Data(text.utf8)) } catch {
            throw RunError(.configuration, "\(context[configuration]) is no report: \(error)")
        }
        // Foundation's own print, which the end of the process writes out.
        print("\(report.title), \(report.date.formatted(.iso8601.year().month().day()))")
    }
}
