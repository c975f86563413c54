/// What counts for who can change a file, or what is in a directory.
struct Rights: Equatable {
    var owner: Ownership
    var mode: FileMode
    /// Whether an access list names users who may do what the mode's group bits say (acl(5)).
    var hasAccessList = false
}
