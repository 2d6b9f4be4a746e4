"""楼宇节能智控, read-only (F111): points and alarms, what the rules advise; nothing is ever written back."""
