"""What a student sees, one module a place; dialogs ask and give back answers."""
