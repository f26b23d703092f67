"""What a portfolio is made of: frozen records with their forms, and the pure rules over them. Standard library only."""
