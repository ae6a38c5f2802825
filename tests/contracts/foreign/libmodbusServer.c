/* A Modbus TCP server that is not ours (libmodbus): one connection after another, the same registers as the other one.
   Prints "ready" when it listens; ends when it is killed. */
#include <modbus.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv) {
  if (argc != 2) return 2;
  modbus_t *context = modbus_new_tcp("127.0.0.1", atoi(argv[1]));
  modbus_mapping_t *map = modbus_mapping_new(8, 8, 200, 200);
  if (context == NULL || map == NULL) return 1;
  for (int address = 0; address < 200; address++) {
    map->tab_registers[address] = (uint16_t)(7 * address + 3);
  }
  const uint16_t words[8] = {0x1122, 0x3344, 0x3344, 0x1122, 0x2211, 0x4433, 0x4433, 0x2211};
  for (int index = 0; index < 8; index++) map->tab_registers[10 + index] = words[index];
  map->tab_registers[20] = 0x4148;
  map->tab_registers[21] = 0x0000;
  map->tab_registers[22] = 0xFFFE;
  map->tab_registers[23] = 0x8001;
  for (int address = 0; address < 200; address++) map->tab_input_registers[address] = map->tab_registers[address];
  map->tab_input_bits[2] = map->tab_input_bits[3] = 1;
  int listener = modbus_tcp_listen(context, 1);
  if (listener < 0) return 1;
  printf("ready\n");
  fflush(stdout);
  for (;;) {
    if (modbus_tcp_accept(context, &listener) < 0) return 1;
    uint8_t query[MODBUS_TCP_MAX_ADU_LENGTH];
    int length;
    while ((length = modbus_receive(context, query)) >= 0) {
      if (length > 0) modbus_reply(context, query, length, map);
    }
    modbus_close(context);
  }
}
