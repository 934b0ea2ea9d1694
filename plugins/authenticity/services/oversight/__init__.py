"""What compliance reads beside the Data Docs: the ledger day by day, each rule over the quarter."""
