"""The rehearsal (演练): one annual cycle played in virtual time, through the same services."""
