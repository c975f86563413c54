import CRunUtils

/// A moment of the monotonic clock (CLOCK_MONOTONIC), which nobody sets back.
struct Instant: Comparable, Sendable {
    /// Nanoseconds since an arbitrary start.
    let nanoseconds: Int64

    /// After all others.
    static let never = Instant(nanoseconds: .max)

    static var now: Instant {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    /// Sleeps for a moment; signals stay pending meanwhile.
    static func pause(_ duration: Duration) {
        var time = timespec(tv_sec: 0, tv_nsec: Int(duration.nanoseconds))
        unsafe nanosleep(&time, nil)
    }

    static func < (left: Instant, right: Instant) -> Bool { left.nanoseconds < right.nanoseconds }

    static func + (instant: Instant, duration: Duration) -> Instant {
        let (sum, overflow) = instant.nanoseconds.addingReportingOverflow(duration.nanoseconds)
        return Instant(nanoseconds: overflow ? .max : sum)
    }

    static func - (later: Instant, earlier: Instant) -> Duration {
        .nanoseconds(later.nanoseconds - earlier.nanoseconds)
    }
}

extension Duration {
    /// Whole nanoseconds, the largest number where there are more.
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        if overflow { return seconds < 0 ? .min : .max }
        let (sum, carry) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
        return carry ? .max : sum
    }

    /// Whole milliseconds.
    var milliseconds: Int64 { nanoseconds / 1_000_000 }

    /// Some of so many equal parts. In whole nanoseconds, since the standard library divides by numbers of 128 bits.
    func parts(_ count: Int64 = 1, of whole: Int64) -> Duration { .nanoseconds(nanoseconds / whole * count) }

    /// Seconds with one decimal under a minute ("0.9 s"), then minutes and seconds ("2 min 5 s").
    var shortText: String {
        let tenths = nanoseconds / 100_000_000 + (nanoseconds % 100_000_000 >= 50_000_000 ? 1 : 0)
        if tenths < 600 { return "\(tenths / 10).\(tenths % 10) s" }
        return "\(tenths / 600) min \(tenths % 600 / 10) s"
    }
}
