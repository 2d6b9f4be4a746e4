"""The example module of the kernel's contract (docs/kernel.md): small, and it uses everything a module may declare."""
