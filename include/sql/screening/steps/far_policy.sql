-- Nameable policies of other days: what the day itself holds is current, and nobody seeks an earlier version.
-- Grain: a policy, once or more
-- Reads: nameable_policy, todays_policy
-- Params: none
-- Rules: those that name counterpart policies
SELECT nameable.policy_no
FROM nameable_policy AS nameable
LEFT JOIN todays_policy AS todays ON nameable.policy_no = todays.policy_no
WHERE todays.policy_no IS NULL
