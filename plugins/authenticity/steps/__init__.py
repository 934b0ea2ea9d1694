"""What a DAG may call: plain functions, one module a step."""
