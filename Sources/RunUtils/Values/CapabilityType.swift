extension ValueType where Value == Capability {
    /// A capability by its name, with or without "CAP_".
    public static var capability: ValueType {
        ValueType("a capability, such as NET_BIND_SERVICE", example: "NET_BIND_SERVICE", format: { $0.description }) {
            Capability($0)
        }
    }
}
