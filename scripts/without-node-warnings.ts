/** Imported for its effect by scripts that use KafkaJS: it starts timers with negative times, and Node 24 warns of each. */
process.removeAllListeners('warning')
