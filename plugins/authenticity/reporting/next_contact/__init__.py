"""What counters ask a customer for at the next contact: what is missing, and documents that end."""
