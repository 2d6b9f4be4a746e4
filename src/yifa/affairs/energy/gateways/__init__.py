"""What speaks to meters and gateways (采集): upload server, Modbus TCP, MQTT, files of suppliers."""
