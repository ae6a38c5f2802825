// What both services need to stay alive: time, configuration, supervision, one MQTT connection, logs.
export { aborted } from './aborted.ts';
export { type Clock, systemClock } from './clock.ts';
export { type CodeFault, codeBytes, readCode, writeCode } from './enrolmentCode.ts';
export {
  type Enrolled,
  type EnrolmentRefusal,
  enrolledShape,
  type JoinAnswer,
  type JoinRequest,
  joinAnswerShape,
  joinRequestShape,
  refusalShape,
  renewAnswerShape,
  renewRequestShape,
} from './enrolmentMessages.ts';
export { answerProof, type CodeKeys, codeKeys, isSameProof, requestProof } from './enrolmentProof.ts';
export { faultWords } from './faultWords.ts';
export { ConfigError, type Fault, loadConfig, plainFaults, printFaults } from './loadConfig.ts';
export { createLog, type Log } from './log.ts';
export { messageOf } from './messageOf.ts';
export {
  connectMqtt,
  endpointPassword,
  type MqttConnection,
  type MqttEndpoint,
  type MqttMessage,
  type MqttOptions,
  mqttEndpointSchema,
} from './mqttConnection.ts';
export { type Bilingual, bilingual, identifier } from './names.ts';
export { openRecentLog, type RecentLog, readRecentLog } from './recentLog.ts';
export { replaceFile } from './replaceFile.ts';
export { openServiceNotice, type ServiceNotice } from './serviceNotice.ts';
export { nearest } from './slips.ts';
export { type Backoff, type SuperviseOptions, supervise } from './supervise.ts';
