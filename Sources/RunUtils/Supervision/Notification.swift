/// One message of a service to its manager (sd_notify(3)): lines of `KEY=value`. Keys that are none of ours are passed over.
struct Notification: Equatable {
    /// READY=1: start-up is over.
    private(set) var isReady = false
    /// STOPPING=1: the service has begun to stop, for whatever reason.
    private(set) var isStopping = false
    /// STATUS=: what it does now, for people.
    private(set) var status: String?
    /// MAINPID=: which process to watch from now on.
    private(set) var mainPID: Int32?

    init(parsing bytes: Bytes) {
        for line in bytes.pieces(separatedBy: .newline) {
            if line == Bytes("READY=1") {
                isReady = true
            } else if line == Bytes("STOPPING=1") {
                isStopping = true
            } else if line.starts(with: "STATUS=") {
                status = escaped(Bytes(line[7...]).text)
            } else if line.starts(with: "MAINPID="), let number = Bytes(line[8...]).decimal, number > 1 {
                mainPID = Int32(exactly: number)
            }
        }
    }
}
