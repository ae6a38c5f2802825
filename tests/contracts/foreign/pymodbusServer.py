# A Modbus server that is not ours (pymodbus): TCP, RTU over TCP or a serial port. Prints "ready PORT" when it listens.
# Unit 1: discrete inputs 0..7, holding registers 0..199, input registers 0..199; what is asked beyond is refused.
import asyncio
import sys

from pymodbus.datastore import ModbusSequentialDataBlock, ModbusServerContext, ModbusSlaveContext
from pymodbus.server import StartAsyncSerialServer, StartAsyncTcpServer
from pymodbus.transaction import ModbusRtuFramer, ModbusSocketFramer


def context():
    inputs = [0, 0, 1, 1, 0, 0, 0, 0]
    registers = [(7 * address + 3) & 0xFFFF for address in range(200)]
    registers[10:12] = [0x1122, 0x3344]  # ABCD
    registers[12:14] = [0x3344, 0x1122]  # CDAB
    registers[14:16] = [0x2211, 0x4433]  # BADC
    registers[16:18] = [0x4433, 0x2211]  # DCBA
    registers[20:22] = [0x4148, 0x0000]  # 12.5 as a float
    registers[22] = 0xFFFE  # -2
    registers[23] = 0b1000_0000_0000_0001
    slave = ModbusSlaveContext(
        di=ModbusSequentialDataBlock(0, inputs),
        co=ModbusSequentialDataBlock(0, inputs),
        hr=ModbusSequentialDataBlock(0, registers),
        ir=ModbusSequentialDataBlock(0, registers),
        zero_mode=True,
    )
    return ModbusServerContext(slaves={1: slave}, single=False)


async def main():
    kind, where = sys.argv[1], sys.argv[2]
    if kind == "serial":
        print("ready", flush=True)
        await StartAsyncSerialServer(context(), framer=ModbusRtuFramer, port=where, baudrate=19200)
        return
    framer = ModbusRtuFramer if kind == "rtu-over-tcp" else ModbusSocketFramer
    running = asyncio.create_task(
        StartAsyncTcpServer(
            context(), framer=framer, address=("127.0.0.1", int(where)), allow_reuse_address=True
        )
    )
    print("ready", flush=True)
    await running


asyncio.run(main())
