"""What follows a verdict (rulebook §5a): sanctions, referrals, the commission hold list."""
