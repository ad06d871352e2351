"""What a hub and the programme give account with: figures with their rows, snapshots, impact reports."""
