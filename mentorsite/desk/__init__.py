"""What the program's office does with its sources: set, mend, compare, verify, forget; all or none of it is saved."""
