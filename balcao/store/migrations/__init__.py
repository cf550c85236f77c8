"""Schema changes, one file each, in order. `docs/how-to/write-a-migration.md` tells how to add one."""
