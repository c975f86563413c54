import RunUtils

/// Of which kind a key is: nginx takes a key of another kind than its certificate's without a word, and then serves nobody.
enum KeyKind: String {
    case rsa = "RSA"
    case elliptic = "an elliptic curve"

    /// The key of a certificate, or a private key, by the first of them in a PEM file; nil for other kinds, and for what is no PEM.
    init?(pem: [UInt8]) {
        var label: String?
        var content: [UInt8] = []
        for line in Text.lines(String(decoding: pem, as: UTF8.self)) {
            if let begun = label {
                if Text.rest(of: line, behind: "-----END ") == nil {
                    content += line.utf8.filter { !$0.isSpace }
                } else {
                    guard let kind = KeyKind(label: begun, Base64.decoded(content) ?? []) else { return nil }
                    self = kind
                    return
                }
            } else if let rest = Text.rest(of: line, behind: "-----BEGIN "),
                rest.matches(pattern: "CERTIFICATE-|PRIVATE KEY-")
            {
                label = rest
            }
        }
        return nil
    }

    private init?(label: String, _ content: [UInt8]) {
        // The object identifiers of the keys' algorithms; those of signatures are others.
        let kinds: [(String, [UInt8], KeyKind)] = [
            ("RSA ", [6, 9, 42, 134, 72, 134, 247, 13, 1, 1, 1], .rsa),
            ("EC ", [6, 7, 42, 134, 72, 206, 61, 2, 1], .elliptic),
        ]
        for (word, identifier, kind) in kinds {
            let isThere = content.indices.contains { Array(content[$0...].prefix(identifier.count)) == identifier }
            if isThere || Text.rest(of: label, behind: "\(word)PRIVATE KEY") != nil {
                self = kind
                return
            }
        }
        return nil
    }

    /// - Throws: That the key in SSL_KEY_FILE cannot be the certificate's.
    static func requireSame(_ context: Context) throws(RunError) {
        guard let certificate = context[Nginx.certificate], let key = context[Nginx.key],
            let expected = KeyKind(pem: try context.files.bytes(of: certificate)),
            let given = KeyKind(pem: try context.files.bytes(of: key)), given != expected
        else { return }
        throw RunError(
            .configuration,
            "SSL_KEY_FILE: the key in \"\(key)\" is one of \(given.rawValue), the certificate in \"\(certificate)\" has one of \(expected.rawValue)"
        )
    }
}
