// Lets the compiler take functions without a body, which go:linkname names.
