{{- define "peil.labels" -}}
app.kubernetes.io/name: peil
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "peil.selector" -}}
app.kubernetes.io/name: peil
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .part }}
{{- end }}

{{/* Where and as whom a pod runs: nothing it does not need. */}}
{{- define "peil.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  seccompProfile: {type: RuntimeDefault}
{{- end }}

{{/* One container: its arguments, and the role in the database that it takes. */}}
{{- define "peil.container" -}}
image: "{{ .root.Values.image.repository }}:{{ .root.Values.image.tag | default .root.Chart.AppVersion }}"
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
args: {{ .args | toJson }}
env:
  - name: PEIL_ADDRESS
    value: "https://{{ .root.Values.host }}"
  - name: PEIL_PROXIES
    value: {{ .root.Values.proxies | quote }}
  - name: PEIL_LOG_FORMAT
    value: {{ .root.Values.logFormat | quote }}
  {{- if and (eq .part "clock") .root.Values.metrics.port }}
  - name: PEIL_METRICS
    value: "0.0.0.0:{{ .root.Values.metrics.port }}"
  {{- end }}
  - name: PEIL_DATABASE_URL
    valueFrom: {secretKeyRef: {name: {{ .root.Values.secret }}, key: {{ .part }}}}
  {{- if eq .part "answer" }}
  - name: PEIL_TAB_SECRET
    valueFrom: {secretKeyRef: {name: {{ .root.Values.secret }}, key: tab, optional: true}}
  {{- end }}
  {{- if and .root.Values.replica (eq .part "dashboard") }}
  - name: PEIL_READ_URL
    valueFrom: {secretKeyRef: {name: {{ .root.Values.secret }}, key: read}}
  {{- end }}
  {{- if ne .part "answer" }}
  - name: PEIL_MAIL
    valueFrom: {secretKeyRef: {name: {{ .root.Values.secret }}, key: mail}}
  {{- end }}
  {{- range $name, $value := .root.Values.settings }}
  - name: {{ $name }}
    value: {{ $value | quote }}
  {{- end }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
{{- end }}
