"""Bytes on disk: the file calls, the journal of saves, and the tables records are asked through."""
