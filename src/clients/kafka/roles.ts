/**
 * The access rules for a user who may do exactly what usrops asks of Kafka, as commands of Kafka's own tool.
 * DESCRIBE only: without READ on a group nobody can join it or commit for it, without READ on a topic nobody can read a record.
 */
export const kafkaAcls = `# Least privilege for usrops. Needs BOOTSTRAP (host:port) and admin.properties of an administrator.
# 1. State of brokers and controller, and the complete list of consumer groups.
kafka-acls.sh --bootstrap-server "$BOOTSTRAP" --command-config admin.properties --add \\
  --allow-principal User:usrops --operation Describe --cluster

# 2. Leaders, replicas and positions of topics; min.insync.replicas.
kafka-acls.sh --bootstrap-server "$BOOTSTRAP" --command-config admin.properties --add \\
  --allow-principal User:usrops --operation Describe --operation DescribeConfigs --topic '*'

# 3. Members and committed positions of consumer groups.
kafka-acls.sh --bootstrap-server "$BOOTSTRAP" --command-config admin.properties --add \\
  --allow-principal User:usrops --operation Describe --group '*'

# Optional: how long a transaction has been open, and usrops kafka peek. Kafka asks for Read on the topic, which also allows reading its records.
# kafka-acls.sh --bootstrap-server "$BOOTSTRAP" --command-config admin.properties --add \\
#   --allow-principal User:usrops --operation Read --topic NAME
`
