<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es">
<context>
    <name>CreateSampleCity</name>
    <message>
        <source>Homes</source>
        <translation>Viviendas</translation>
    </message>
    <message>
        <source>2,000 to 100,000, each with a meter. The reference study's city has 79,665; 20,000 make 20 million reads.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Seed</source>
        <translation>Semilla</translation>
    </message>
    <message>
        <source>Of all random numbers: the same seed gives the same city, another seed another one.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Format of the meter reads</source>
        <translation>Formato de las lecturas de los medidores</translation>
    </message>
    <message>
        <source>Parquet is about a tenth of the size of CSV.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>What the hours follow</source>
        <translation>De qué dependen las horas</translation>
    </message>
    <message>
        <source>model3: the home's own request changes its wait (Table 4, column 3). model5: the number of requests in its block group does (column 5).</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Deliberate defects in the reads</source>
        <translation>Defectos deliberados en las lecturas</translation>
    </message>
    <message>
        <source>Estimated reads over outages, gaps at restorations, flickers, missing meters, as real systems have them.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Folder of the sample city</source>
        <translation>Carpeta de la ciudad de ejemplo</translation>
    </message>
    <message>
        <source>Files of the same names in it are replaced; others are left alone.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Meters</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Meter reads</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Voters</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Parcels</source>
        <translation>Parcelas</translation>
    </message>
    <message>
        <source>Block groups</source>
        <translation>Grupos de manzanas</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Power requests in the first two days</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Households that are not vacant</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Create sample city</source>
        <translation>Crear una ciudad de ejemplo</translation>
    </message>
    <message>
        <source>Writes the raw files of a simulated city after a hurricane, and the truth that generated them.</source>
        <translation>Escribe los archivos en bruto de una ciudad simulada tras un huracán, y la verdad que los generó.</translation>
    </message>
    <message>
        <source>No city publishes household data, so this makes some: half-hourly meter reads, a 311 export, parcels with the assessor's roll, a voter extract of invented people, census tables and block groups, in the formats in which a city in Florida would hand them over. Who asks for help and how long each home waits follow the reference study's models (Xu and Tang 2021, Table 4), so that the study's answer is known. truth.json and truth_households.csv say what generated it; no step of the study reads them.

The same size, seed and choices give the same city.</source>
        <translation type="unfinished"/>
    </message>
</context>
<context>
    <name>CheckInstallation</name>
    <message>
        <source>Report</source>
        <translation>Informe</translation>
    </message>
    <message>
        <source>Text files (*.txt)</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>A text file with the same words as the log, to send to whoever looks after the machine.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Everything is there</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>What to do</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Check installation</source>
        <translation>Comprobar la instalación</translation>
    </message>
    <message>
        <source>Says which Python libraries are there, in which version, and what to do about those that are not.</source>
        <translation>Dice qué bibliotecas de Python hay, en qué versión, y qué hacer con las que faltan.</translation>
    </message>
    <message>
        <source>Needs no library itself, changes nothing and downloads nothing.</source>
        <translation type="unfinished"/>
    </message>
</context>
<context>
    <name>RestorationTimes</name>
    <message>
        <source>Meter reads (file, folder or pattern)</source>
        <translation>Lecturas de medidores (archivo, carpeta o patrón)</translation>
    </message>
    <message>
        <source>A CSV or Parquet file, a folder of them, or a pattern with * such as reads_*.parquet, typed in. Several may be given, separated by semicolons.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Layout of the reads</source>
        <translation>Disposición de las lecturas</translation>
    </message>
    <message>
        <source>auto finds it out.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Meter column</source>
        <translation>Columna del medidor</translation>
    </message>
    <message>
        <source>Empty: found by its name; the log says which was taken.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Time column</source>
        <translation>Columna de la hora</translation>
    </message>
    <message>
        <source>Energy (kWh) column</source>
        <translation>Columna de la energía (kWh)</translation>
    </message>
    <message>
        <source>Quality flag column</source>
        <translation>Columna de la marca de calidad</translation>
    </message>
    <message>
        <source>Time zone of the reads</source>
        <translation>Zona horaria de las lecturas</translation>
    </message>
    <message>
        <source>IANA name.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Start of the event (local time)</source>
        <translation>Inicio del evento (hora local)</translation>
    </message>
    <message>
        <source>Wall-clock time in the time zone of the reads. An outage must begin at or after it.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Outages begin within (hours)</source>
        <translation>Los cortes empiezan dentro de (horas)</translation>
    </message>
    <message>
        <source>Counted from the start of the event.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Power is on above (kWh in an interval)</source>
        <translation>Hay luz por encima de (kWh en un intervalo)</translation>
    </message>
    <message>
        <source>A measured read above this is power, and so is any negative read: that is export.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Shortest outage (hours)</source>
        <translation>Corte más corto (horas)</translation>
    </message>
    <message>
        <source>Shorter runs without power are not outages. Half-hourly reads show nothing under half an hour.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Power is back when on for (hours)</source>
        <translation>La luz ha vuelto cuando dura (horas)</translation>
    </message>
    <message>
        <source>Power that stays for less is flicker: the outage goes on.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Baseline (days before the event)</source>
        <translation>Periodo de referencia (días antes del evento)</translation>
    </message>
    <message>
        <source>The days that tell a vacant home from one without power.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Vacant below this share of baseline reads with power (0-1)</source>
        <translation>Vacía por debajo de esta proporción de lecturas de referencia con luz (0-1)</translation>
    </message>
    <message>
        <source>Such a meter is left out of the study and counted as vacant.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Irregular use below this share (0-1)</source>
        <translation>Uso irregular por debajo de esta proporción (0-1)</translation>
    </message>
    <message>
        <source>Such a meter's outage must be longer than the 99th percentile of its own runs of zeros in the baseline.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Missing reads are an outage when this share of meters is out (0-1)</source>
        <translation>Las lecturas que faltan son un corte cuando esta proporción de medidores está sin luz (0-1)</translation>
    </message>
    <message>
        <source>A run of missing or estimated reads alone counts as an outage only while at least this share of all meters' measured reads shows no power; otherwise the meter is uncertain.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Reads used after the event (days)</source>
        <translation>Lecturas usadas después del evento (días)</translation>
    </message>
    <message>
        <source>A meter without power at the end of it, or of its reads, is censored.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Quality flags of estimated reads</source>
        <translation>Marcas de calidad de las lecturas estimadas</translation>
    </message>
    <message>
        <source>Separated by blanks or commas; upper or lower case. A read with such a flag is never power.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Quality flags of missing reads</source>
        <translation>Marcas de calidad de las lecturas que faltan</translation>
    </message>
    <message>
        <source>A row with such a flag counts as no read, whatever its number.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>A time stamp names its interval's</source>
        <translation>La marca de tiempo indica, de su intervalo, el</translation>
    </message>
    <message>
        <source>auto goes by the column's name.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Format of the time stamps</source>
        <translation>Formato de las marcas de tiempo</translation>
    </message>
    <message>
        <source>In strptime's signs, such as %m/%d/%Y %I:%M %p; empty: found out.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Minutes of an interval</source>
        <translation>Minutos de un intervalo</translation>
    </message>
    <message>
        <source>0: found out.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Where the meters are</source>
        <translation>Dónde están los contadores</translation>
    </message>
    <message>
        <source>A layer or table with a row per meter: points (service points, parcels), or a column with its feeder or area. Missing or estimated reads alone are then weighed by the meters of the same feeder or area, or by the nearest ones, where at least three of them have a measured read; else by the whole city. The evidence says which.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Meter column there</source>
        <translation>Columna del contador en esa capa</translation>
    </message>
    <message>
        <source>Needed with the layer.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Feeder or area column there</source>
        <translation>Columna del alimentador o de la zona en esa capa</translation>
    </message>
    <message>
        <source>Empty: the nearest meters by the geometry.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>How many nearest meters</source>
        <translation>Cuántos contadores más cercanos</translation>
    </message>
    <message>
        <source>Used where no feeder or area is given.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Restoration times</source>
        <translation>Tiempos de restablecimiento</translation>
    </message>
    <message>
        <source>One row per meter. Confidential.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Restoration curve</source>
        <translation>Curva de restablecimiento</translation>
    </message>
    <message>
        <source>One row per time slot; without any household's data.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Counts and settings</source>
        <translation>Recuentos y ajustes</translation>
    </message>
    <message>
        <source>Meters of each status, rows left out and why, and every setting. For the study's own records: counts may be small.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Sensitivity to the thresholds</source>
        <translation>Sensibilidad a los umbrales</translation>
    </message>
    <message>
        <source>The whole city again with other thresholds, one changed at a time, from the same pass over the reads: meters of each status, mean hours, shares by day. For the study's own records: counts may be small.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Meters</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Rows left out</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Meters: {status}</source>
        <translation>Contadores: {status}</translation>
    </message>
    <message>
        <source>Share restored by the end of day 2</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Share restored by the end of day 3</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Hours until half were restored</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Hours until 80 % were restored</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Hours until 95 % were restored</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Restoration times from meter reads</source>
        <translation>Tiempos de restablecimiento según los medidores</translation>
    </message>
    <message>
        <source>Finds from interval meter reads when each home lost power and when it got it back.</source>
        <translation>Averigua con las lecturas de los medidores cuándo perdió la luz cada vivienda y cuándo la recuperó.</translation>
    </message>
    <message>
        <source>Reads may be CSV, Parquet, NEM12 or Green Button XML: one file, a folder, or a pattern such as reads_*.parquet. Estimated and missing reads are never taken for power being back. A meter still out at its last read is censored: its hours are a lower bound. Hours are whole hours, halves rounded up. The table is one household's data per row: it is confidential and belongs into no public map. The shares and hours of the restoration curve count from the event's start; days are calendar days, the event's date being day 1.</source>
        <translation type="unfinished"/>
    </message>
</context>
<context>
    <name>RestorationFromEvents</name>
    <message>
        <source>Events (file, folder or pattern)</source>
        <translation>Sucesos (archivo, carpeta o patrón)</translation>
    </message>
    <message>
        <source>CSV or Parquet; several may be given, separated by semicolons.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Layout</source>
        <translation>Disposición</translation>
    </message>
    <message>
        <source>events: a row is an event; outages: a row is an outage with both times; auto goes by the columns.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Meter: column</source>
        <translation>Medidor: columna</translation>
    </message>
    <message>
        <source>Empty: found by its name; the log says which was taken.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Event time: column</source>
        <translation>Hora del suceso: columna</translation>
    </message>
    <message>
        <source>What happened: column</source>
        <translation>Qué ocurrió: columna</translation>
    </message>
    <message>
        <source>Time power was lost: column</source>
        <translation>Hora del corte: columna</translation>
    </message>
    <message>
        <source>Time power was back: column</source>
        <translation>Hora de la reconexión: columna</translation>
    </message>
    <message>
        <source>Time zone of the events</source>
        <translation>Zona horaria de los sucesos</translation>
    </message>
    <message>
        <source>IANA name.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Start of the event (local time)</source>
        <translation>Inicio del suceso (hora local)</translation>
    </message>
    <message>
        <source>An outage must begin at or after it.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>The file reports until (local time)</source>
        <translation>El archivo informa hasta (hora local)</translation>
    </message>
    <message>
        <source>Whoever has no power-on by then is censored. Empty: the last event of the file.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Outages begin within (hours)</source>
        <translation>Los cortes empiezan dentro de (horas)</translation>
    </message>
    <message>
        <source>Counted from the start of the event.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Shortest outage (hours)</source>
        <translation>Corte más corto (horas)</translation>
    </message>
    <message>
        <source>Shorter ones are no outages, as with meter reads.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Power is back when on for (hours)</source>
        <translation>La luz ha vuelto si dura (horas)</translation>
    </message>
    <message>
        <source>Where power is lost again sooner, the outage goes on.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Events used before the event (days)</source>
        <translation>Sucesos usados antes (días)</translation>
    </message>
    <message>
        <source>A power-off of longer ago is taken to have had a power-on that got lost.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Events used after the event (days)</source>
        <translation>Sucesos usados después (días)</translation>
    </message>
    <message>
        <source>Later ones are left out.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Words for power off</source>
        <translation>Palabras para corte</translation>
    </message>
    <message>
        <source>Separated by commas; compared without upper and lower case, blanks and signs.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Words for power on</source>
        <translation>Palabras para reconexión</translation>
    </message>
    <message>
        <source>Format of the times</source>
        <translation>Formato de las horas</translation>
    </message>
    <message>
        <source>In strptime's signs; empty: found out.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Restoration times from meter reads</source>
        <translation>Tiempos de restablecimiento a partir de lecturas</translation>
    </message>
    <message>
        <source>The table of 'Restoration times from meter reads', to be reconciled with the events.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>They agree within (hours)</source>
        <translation>Concuerdan dentro de (horas)</translation>
    </message>
    <message>
        <source>At both ends of the outage.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Restoration times</source>
        <translation>Tiempos de restablecimiento</translation>
    </message>
    <message>
        <source>One row per meter. Confidential.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Restoration curve</source>
        <translation>Curva de restablecimiento</translation>
    </message>
    <message>
        <source>One row per half-hour; without any household's data.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Counts and settings</source>
        <translation>Recuentos y ajustes</translation>
    </message>
    <message>
        <source>Status counts, what was left out and why, the settings.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Disagreements</source>
        <translation>Discrepancias</translation>
    </message>
    <message>
        <source>One row per meter on which events and reads differ. Confidential.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Meters</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Meters: events and reads disagree</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Meters: {status}</source>
        <translation>Contadores: {status}</translation>
    </message>
    <message>
        <source>Share restored by the end of day 2</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Share restored by the end of day 3</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Hours until half were restored</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Hours until 80 % were restored</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Hours until 95 % were restored</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Restoration times from power-off and power-on events</source>
        <translation>Tiempos de restablecimiento a partir de sucesos de corte y reconexión</translation>
    </message>
    <message>
        <source>Pairs each meter's power-off and power-on events and gives the same table as meter reads do.</source>
        <translation>Empareja los sucesos de corte y reconexión de cada medidor y da la misma tabla que las lecturas.</translation>
    </message>
    <message>
        <source>Takes last gasp and power-up messages of smart meters (an event in each row) or an outage system's tickets with both times (an outage in each row). Repeated, unmatched and overlapping events are counted. Meters without events are not in the table, unless the restoration times from reads are given too.
With those, the two are reconciled: where they agree within the tolerance, the events' exact times are taken; where they do not, the reads, for messages get lost in storms and measured energy does not; where the reads cannot tell, an outage among the events decides; vacant homes stay vacant. The table is one household's data per row: it is confidential.</source>
        <translation type="unfinished"/>
    </message>
</context>
<context>
    <name>ServiceRequests</name>
    <message>
        <source>Service requests</source>
        <translation>Solicitudes de servicio</translation>
    </message>
    <message>
        <source>Points, a table with longitude and latitude or addresses, or the path of a JSON or XML file as Open311 servers (GeoReport v2) and SeeClickFix give it. Columns are found for exports of Open311, New York, San Francisco, Boston, Chicago and SeeClickFix; for others, name them under the advanced parameters.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Parcels</source>
        <translation>Parcelas</translation>
    </message>
    <message>
        <source>The parcel layer, in any coordinate system.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Assessor's roll</source>
        <translation>Padrón catastral</translation>
    </message>
    <message>
        <source>Table with use codes (Florida NAL): tells homes from other parcels. Owners' columns are not read.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Service points</source>
        <translation>Puntos de suministro</translation>
    </message>
    <message>
        <source>The utility's table of meters with address, unit and parcel: tells the household in a shared parcel.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Categories</source>
        <translation>Categorías</translation>
    </message>
    <message>
        <source>Categories of power requests, separated by commas (by semicolons if a name has a comma); empty takes all.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Start of the event (local time)</source>
        <translation>Inicio del evento (hora local)</translation>
    </message>
    <message>
        <source>When the storm arrived, on a clock in the city.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Request window (hours)</source>
        <translation>Plazo de las solicitudes (horas)</translation>
    </message>
    <message>
        <source>Requests count as participation if made within so many hours after the start.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Time zone</source>
        <translation>Zona horaria</translation>
    </message>
    <message>
        <source>IANA name of the city's zone; times with an offset are converted to it.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Tolerance (metres)</source>
        <translation>Tolerancia (metros)</translation>
    </message>
    <message>
        <source>How far a pin may lie from the nearest residential parcel.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Request id field</source>
        <translation>Campo del identificador de la solicitud</translation>
    </message>
    <message>
        <source>The request's number. Found by its usual names if left empty.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Time field</source>
        <translation>Campo de la hora</translation>
    </message>
    <message>
        <source>When the request was made. Found by its usual names if left empty.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Category field</source>
        <translation>Campo de la categoría</translation>
    </message>
    <message>
        <source>What the request is about. Found by its usual names if left empty.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Parcel id field</source>
        <translation>Campo del identificador de la parcela</translation>
    </message>
    <message>
        <source>The parcels' ids, as in the roll. Found by its usual names if left empty.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Matched requests</source>
        <translation>Solicitudes asignadas</translation>
    </message>
    <message>
        <source>Each request in its home's parcel, with how it was matched, how far, how surely, and what it repeats.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Requests to review</source>
        <translation>Solicitudes por revisar</translation>
    </message>
    <message>
        <source>The requests that no step could place, each with its reason.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Requests read</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Requests of the categories</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Requests in the window</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Requests matched</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Requests not matched</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Repeated requests</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Matches a 311 export to homes, links repeated requests, and lists those to review.</source>
        <translation>Asigna una exportación del 311 a las viviendas, enlaza las solicitudes repetidas y lista las que hay que revisar.</translation>
    </message>
    <message>
        <source>Each request takes the first step that tells its home: parcel or meter id, exact address, likeliest address with the same house number, the residential parcel around its point, the nearest residential parcel within the tolerance unless another is about as near. Repeated requests of a household are linked, never deleted. Requests that cannot be placed go to the second output, each with its reason.

Both outputs hold household data: keep them confidential.</source>
        <translation type="unfinished"/>
    </message>
</context>
<context>
    <name>HouseholdComposition</name>
    <message>
        <source>Voter extract</source>
        <translation>Extracto del padrón electoral</translation>
    </message>
    <message>
        <source>Florida's state extract (tab-delimited, 38 fields, no header) or a county's from Voter Focus (comma-delimited, with a header), or any delimited table of people with a header (layout 'table'). It is only read.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Layout</source>
        <translation>Disposición</translation>
    </message>
    <message>
        <source>auto tells Florida's layouts apart by the file's first line. 'table' is any other: name its columns.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Address column</source>
        <translation>Columna de la dirección</translation>
    </message>
    <message>
        <source>Layout 'table' only. Street address; several columns, by commas, are joined.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Unit column</source>
        <translation>Columna de la unidad</translation>
    </message>
    <message>
        <source>Layout 'table' only. Apartment or unit, if it stands apart from the address.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Race column</source>
        <translation>Columna de la raza</translation>
    </message>
    <message>
        <source>Layout 'table' only. Race, or race and ethnicity in one.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Ethnicity column</source>
        <translation>Columna del origen étnico</translation>
    </message>
    <message>
        <source>Layout 'table' only. Hispanic or not, if it stands apart from race.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Birth column</source>
        <translation>Columna del nacimiento</translation>
    </message>
    <message>
        <source>Layout 'table' only. Date of birth, year of birth, or age at the event.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Person id column</source>
        <translation>Columna del identificador de la persona</translation>
    </message>
    <message>
        <source>Layout 'table' only. Repeated people are counted once.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Status column</source>
        <translation>Columna del estado</translation>
    </message>
    <message>
        <source>Layout 'table' only. Active or inactive; without it everybody is active.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>ZIP code column</source>
        <translation>Columna del código postal</translation>
    </message>
    <message>
        <source>Layout 'table' only. Tells addresses of two towns with the same streets.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Values for non-Hispanic white</source>
        <translation>Valores para blanco no hispano</translation>
    </message>
    <message>
        <source>Layout 'table' only. In the race column. Separated by semicolons; usual codes and words if empty.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Values for race 'Other'</source>
        <translation>Valores para raza «Otra»</translation>
    </message>
    <message>
        <source>Values for unknown race</source>
        <translation>Valores para raza desconocida</translation>
    </message>
    <message>
        <source>Layout 'table' only. In the race column, beside the empty one. Separated by semicolons; usual codes and words if empty.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Values for Hispanic</source>
        <translation>Valores para hispano</translation>
    </message>
    <message>
        <source>Layout 'table' only. In the ethnicity column. Separated by semicolons; usual codes and words if empty.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Values for not Hispanic</source>
        <translation>Valores para no hispano</translation>
    </message>
    <message>
        <source>Values for active</source>
        <translation>Valores para activo</translation>
    </message>
    <message>
        <source>Layout 'table' only. In the status column. Separated by semicolons; usual codes and words if empty.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Values for inactive</source>
        <translation>Valores para inactivo</translation>
    </message>
    <message>
        <source>Start of the event</source>
        <translation>Inicio del evento</translation>
    </message>
    <message>
        <source>Ages are counted at this day.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Use inactive voters too</source>
        <translation>Usar también los votantes inactivos</translation>
    </message>
    <message>
        <source>Inactive voters are registered, but mail to their address came back: many have moved.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Race 'Other' counts as minority</source>
        <translation>La raza «Otra» cuenta como minoría</translation>
    </message>
    <message>
        <source>Florida's race code 6. If not, these voters count as known and not minority.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Household composition</source>
        <translation>Composición de los hogares</translation>
    </message>
    <message>
        <source>A table with one row per address and unit. Confidential.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Voters read</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Voters used</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Protected voters left out</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Households</source>
        <translation>Hogares</translation>
    </message>
    <message>
        <source>Used voters of unknown race</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Turns a voter extract into one row per household: voters, minority share, shares by age.</source>
        <translation>Convierte un extracto del padrón electoral en una fila por hogar: votantes, proporción minoritaria, proporciones por edad.</translation>
    </message>
    <message>
        <source>A household is all voters at one residence address and unit. The minority share is that of voters who are not non-Hispanic white, among those whose race is known; unknown race is missing, never minority. Ages are counted at the event's date. Voters protected by a public records exemption are counted and left out. The table holds addresses: it is confidential and not for publication. Voters are not all residents: households without a registered voter do not appear.</source>
        <translation type="unfinished"/>
    </message>
</context>
<context>
    <name>BlockGroupIndicators</name>
    <message>
        <source>Block groups</source>
        <translation>Grupos de manzanas</translation>
    </message>
    <message>
        <source>Polygons with 12-digit GEOIDs, such as the Census Bureau's TIGER/Line block groups.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Folder of the census tables</source>
        <translation>Carpeta de las tablas del censo</translation>
    </message>
    <message>
        <source>A folder; other files in it are passed over. A single file (CSV, JSON or the downloaded zip) works too.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Field with the GEOID</source>
        <translation>Campo con el GEOID</translation>
    </message>
    <message>
        <source>If empty, found by name: GEOID, GEOID10, GEOID20, GEOIDFQ, AFFGEOID.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Go on when tables are missing</source>
        <translation>Continuar si faltan tablas</translation>
    </message>
    <message>
        <source>The indicators of missing tables stay empty. Households without all of them drop out of the models.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Renters are</source>
        <translation>Los inquilinos son</translation>
    </message>
    <message>
        <source>households: the share of occupied housing units that are rented (B25003). people: the share of people in occupied units who live in a rented one (B25008). The two differ, since households of renters are smaller or larger; say which one a report means.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Block group indicators</source>
        <translation>Indicadores por grupo de manzanas</translation>
    </message>
    <message>
        <source>The block groups in their own coordinate system, with their indicators. Contains public figures only.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Block groups without income</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Median incomes that are a bound</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Block groups not in the tables</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Joins census tables to block groups: median income, density, education, renters, minority residents, with their margins of error.</source>
        <translation>Une tablas del censo a los grupos de manzanas: ingreso mediano, densidad, educación, inquilinos y población minoritaria, con sus márgenes de error.</translation>
    </message>
    <message>
        <source>Tables of the American Community Survey for block groups: B19013 (income), B01003 (population), B15003 (education), B25003 (owners and renters), B03002 (Hispanic origin by race), as data.census.gov delivers them, in the layout of the Census API, or as plain CSV. They are told by their column codes, not by their names.

The codes that the Census prints in place of a value become missing; open-ended medians ('250,000+') become their bound and are flagged. Renters are households (occupied housing units) if not chosen otherwise. Margins are of 90 %.

Tables up to 2019 use the block groups of 2010, later ones those of 2020: the other vintage is refused.</source>
        <translation type="unfinished"/>
    </message>
</context>
<context>
    <name>StudyDataset</name>
    <message>
        <source>Restoration times</source>
        <translation>Tiempos de restablecimiento</translation>
    </message>
    <message>
        <source>The output of 'Restoration times'.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Service points</source>
        <translation>Puntos de suministro</translation>
    </message>
    <message>
        <source>From the utility's customer system: meter id, service address, unit, parcel id, customer class. Columns are found by their usual names.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Parcels</source>
        <translation>Parcelas</translation>
    </message>
    <message>
        <source>The parcel layer; needs a coordinate system.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Assessor's roll</source>
        <translation>Padrón catastral</translation>
    </message>
    <message>
        <source>Use code and year built. Owners' columns are not read.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Service requests</source>
        <translation>Solicitudes de servicio</translation>
    </message>
    <message>
        <source>The output of 'Service requests'.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Requests to review</source>
        <translation>Solicitudes por revisar</translation>
    </message>
    <message>
        <source>The second output of 'Service requests'. They count for their block group's community requests.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Household composition</source>
        <translation>Composición de los hogares</translation>
    </message>
    <message>
        <source>The output of 'Household composition'.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Block group indicators</source>
        <translation>Indicadores por grupo de manzanas</translation>
    </message>
    <message>
        <source>The output of 'Block group indicators'.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Parcel id field</source>
        <translation>Campo del identificador de la parcela</translation>
    </message>
    <message>
        <source>Field of the parcel layer with the parcel id; found by its usual names if empty.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Start of the event</source>
        <translation>Inicio del evento</translation>
    </message>
    <message>
        <source>Local time. The age of a house is this year less the year in which it was built.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Geometry</source>
        <translation>Geometría</translation>
    </message>
    <message>
        <source>A point inside the parcel, or the parcel itself.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Household study table</source>
        <translation>Tabla de hogares del estudio</translation>
    </message>
    <message>
        <source>One row per household. Confidential.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Sample flow</source>
        <translation>Flujo de la muestra</translation>
    </message>
    <message>
        <source>From the meters in the reads to the rows that the models use: how many are lost at each step, and why.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Sample flow by group and participation</source>
        <translation>Flujo de la muestra por grupo y participación</translation>
    </message>
    <message>
        <source>The same numbers by minority group and participation. Holds small counts: confidential.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Households kept against those left out</source>
        <translation>Hogares conservados frente a los omitidos</translation>
    </message>
    <message>
        <source>How unlike those left out at each step are: means, standardized differences (marked above 0.1) and t-tests, variable by variable; last, the complete households that lost power against the incomplete. Holds small counts: confidential.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Requests and homes without voters by block group</source>
        <translation>Solicitudes y viviendas sin votantes por grupo de manzanas</translation>
    </message>
    <message>
        <source>By block group: requests per 100 customers, and the share of homes without registered voters. Holds small counts: confidential.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Requests that came when power was back</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Households whose every request came when power was back</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Households</source>
        <translation>Hogares</translation>
    </message>
    <message>
        <source>Households that the models use</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Households that asked for help</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>of them, not used by the models</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Study dataset</source>
        <translation>Conjunto de datos del estudio</translation>
    </message>
    <message>
        <source>Joins restoration times, requests, people and places to one row per metered household.</source>
        <translation>Une tiempos de restablecimiento, solicitudes, personas y lugares en una fila por hogar con medidor.</translation>
    </message>
    <message>
        <source>Meters are placed by the service points (the utility's customer system): to their parcel by its id, to their voters by address and unit, to their block group by where the parcel lies. Each home with a meter gets a row, also if it did not lose power or lacks a value; the sample flow says how many households each later requirement leaves out, and how many of those had asked for help.

The table is confidential: a row is a household.</source>
        <translation type="unfinished"/>
    </message>
</context>
<context>
    <name>DrawSample</name>
    <message>
        <source>Household study table</source>
        <translation>Tabla de hogares del estudio</translation>
    </message>
    <message>
        <source>The output of 'Study dataset'.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Households to draw</source>
        <translation>Hogares por sortear</translation>
    </message>
    <message>
        <source>How many households that did not ask for help; all of them if there are no more.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Seed</source>
        <translation>Semilla</translation>
    </message>
    <message>
        <source>The same seed draws the same households again.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Household sample</source>
        <translation>Muestra de hogares</translation>
    </message>
    <message>
        <source>The study table's rows of the sample with their sampling weights. Confidential.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Balance of the sample</source>
        <translation>Equilibrio de la muestra</translation>
    </message>
    <message>
        <source>The drawn against all who did not ask, variable by variable: means and two-sample t-tests.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Households that asked for help</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Households drawn</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Households drawn from</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>To subtract from a logit's intercept</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Share of all households that asked (tau)</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Share of the sample that asked</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Households that each drawn one stands for</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Variables in which the drawn differ (5 % level)</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Draw sample</source>
        <translation>Extraer una muestra</translation>
    </message>
    <message>
        <source>Draws a case-control sample: all households that asked for help, and a random draw of the others.</source>
        <translation>Extrae una muestra de casos y controles: todos los hogares que pidieron ayuda y un sorteo de los demás.</translation>
    </message>
    <message>
        <source>The reference study drew 3,000 others because its software could not hold the city. The plugin needs no sample; draw one to repeat that study, or to see how much its results depend on the draw.

Drawn from are the households that the models use: those that lost power and have every value. In the sample those who asked are far more frequent than in the city. Slopes of Model 1 survive that; its intercept is too high by the correction that is put out, and means or predictions need the sampling weight.</source>
        <translation type="unfinished"/>
    </message>
</context>
<context>
    <name>EquityModels</name>
    <message>
        <source>Household study table</source>
        <translation>Tabla de hogares del estudio</translation>
    </message>
    <message>
        <source>What 'Study dataset' makes: one row per household, with its hours, covariates and block group.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Standard errors</source>
        <translation>Errores estándar</translation>
    </message>
    <message>
        <source>cluster: households of one block group may be alike (recommended, since half of the predictors are values of block groups). robust: households are independent. classical: as in the study.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Cluster field</source>
        <translation>Campo de conglomerados</translation>
    </message>
    <message>
        <source>Which households belong together; used with clustered standard errors.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Use sampling weights</source>
        <translation>Usar los pesos muestrales</translation>
    </message>
    <message>
        <source>Weighs each household by sampling_weight, so that a case-control sample speaks of the whole city. Needs robust or clustered standard errors.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Coefficients</source>
        <translation>Coeficientes</translation>
    </message>
    <message>
        <source>One row per model and term.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Contrasts</source>
        <translation>Contrastes</translation>
    </message>
    <message>
        <source>One row per question: percent, interval, and a sentence.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Measures of fit</source>
        <translation>Medidas de ajuste</translation>
    </message>
    <message>
        <source>One row per model and measure.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Adjusted hours and probabilities</source>
        <translation>Horas y probabilidades ajustadas</translation>
    </message>
    <message>
        <source>One row per group and per difference, in hours or as probability, averaged over the households and weighted to the city; then every term's average marginal effect.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Verdicts on the hypotheses</source>
        <translation>Veredictos sobre las hipótesis</translation>
    </message>
    <message>
        <source>One row per hypothesis, corrected for all tests.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Standard errors side by side</source>
        <translation>Errores estándar lado a lado</translation>
    </message>
    <message>
        <source>Classical, robust and clustered.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Diagnostics</source>
        <translation>Diagnósticos</translation>
    </message>
    <message>
        <source>One row per model and check, each with a light, what it means and what to do. Takes longer than the models themselves. Points or parcels in the study table add Moran's I.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Households with expected hours (confidential)</source>
        <translation>Hogares con horas esperadas (confidencial)</translation>
    </message>
    <message>
        <source>The households used, with the hours that Model 3 expects, what is beyond, and Model 1's probability of asking. Household data: not for publication.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Report</source>
        <translation>Informe</translation>
    </message>
    <message>
        <source>HTML files (*.html)</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>The regression table in the layout of the study's Table 4, the contrasts in words and in hours, the verdicts on the hypotheses, and the diagnostics if they are asked for.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Table as CSV</source>
        <translation>Tabla en CSV</translation>
    </message>
    <message>
        <source>CSV files (*.csv)</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>The regression table, four columns per model.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Table as LaTeX</source>
        <translation>Tabla en LaTeX</translation>
    </message>
    <message>
        <source>LaTeX files (*.tex)</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>The regression table; needs the package booktabs.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Households used</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Models</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Clusters</source>
        <translation>Conglomerados</translation>
    </message>
    <message>
        <source>Minority households' waits among those that did not ask, percent (Model 3)</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Equity models 1-5</source>
        <translation>Modelos de equidad 1-5</translation>
    </message>
    <message>
        <source>Fits the study's five models: who asked for help, who waited longer, and whether the two go together.</source>
        <translation>Ajusta los cinco modelos del estudio: quién pidió ayuda, quién esperó más, y si ambas cosas van juntas.</translation>
    </message>
    <message>
        <source>Model 1 is a logit of asking for help; Models 2 to 5 are negative binomial models of the hours to restoration. All use the same households: those that lost power and have every value that any of the models needs. Tables give the coefficient AND its exponential (odds ratio, incidence rate ratio); the study's Table 4 prints coefficients under the name of ratios. Its pseudo R² is Nagelkerke's; McFadden's is far smaller for hours. Community requests are the block group's total, the household's own included, as in the study. A minority household is one whose minority share is 1, compared with one whose share is 0. Clustered standard errors carry the factor G / (G - 1) for G clusters, their intervals the t distribution with G - 1 degrees of freedom. All results are associations between like households, not effects of asking.</source>
        <translation type="unfinished"/>
    </message>
</context>
<context>
    <name>RegressionModel</name>
    <message>
        <source>Layer</source>
        <translation>Capa</translation>
    </message>
    <message>
        <source>Any layer or table.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Resultado</translation>
    </message>
    <message>
        <source>0 or 1 for a logit, whole counts for the other two.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Predictors</source>
        <translation>Predictores</translation>
    </message>
    <message>
        <source>Fields that may go with the outcome, numbers or categories.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Cluster field</source>
        <translation>Campo de conglomerados</translation>
    </message>
    <message>
        <source>Which rows belong together, such as the block group.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Weight field</source>
        <translation>Campo de pesos</translation>
    </message>
    <message>
        <source>Sampling weights: the inverse of a row's chance.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Exposure field</source>
        <translation>Campo de exposición</translation>
    </message>
    <message>
        <source>For counts per exposure, such as customers or days.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Numbers that are categories</source>
        <translation>Números que son categorías</translation>
    </message>
    <message>
        <source>Such as codes of land use.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Interactions</source>
        <translation>Interacciones</translation>
    </message>
    <message>
        <source>Products of fields: a:b;c:d. Each may be a number or a category.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Reference levels</source>
        <translation>Niveles de referencia</translation>
    </message>
    <message>
        <source>What categories are compared with: field=level;field=level.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Family</source>
        <translation>Familia</translation>
    </message>
    <message>
        <source>logit: yes or no. negativebinomial: counts such as hours, which vary more than a Poisson model expects. poisson: counts of rare, independent events.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Standard errors</source>
        <translation>Errores estándar</translation>
    </message>
    <message>
        <source>cluster: rows of one cluster may be alike. robust: rows are independent. classical: the family is right.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Coefficients</source>
        <translation>Coeficientes</translation>
    </message>
    <message>
        <source>One row per term; a term left out has no numbers.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Measures of fit</source>
        <translation>Medidas de ajuste</translation>
    </message>
    <message>
        <source>One row per measure.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Average marginal effects</source>
        <translation>Efectos marginales medios</translation>
    </message>
    <message>
        <source>One row per predictor, on the outcome's own scale, and a logit's interactions on the probability scale.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Standard errors side by side</source>
        <translation>Errores estándar lado a lado</translation>
    </message>
    <message>
        <source>Classical, robust and clustered.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Diagnostics</source>
        <translation>Diagnósticos</translation>
    </message>
    <message>
        <source>One row per check, with a light, what it means and what to do. A layer with geometry adds Moran's I.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Report</source>
        <translation>Informe</translation>
    </message>
    <message>
        <source>HTML files (*.html)</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>The regression table, average marginal effects, and the diagnostics if they are asked for.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Table as CSV</source>
        <translation>Tabla en CSV</translation>
    </message>
    <message>
        <source>CSV files (*.csv)</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>The regression table, four columns per model.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Table as LaTeX</source>
        <translation>Tabla en LaTeX</translation>
    </message>
    <message>
        <source>LaTeX files (*.tex)</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>The regression table; needs the package booktabs.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Rows with expectation</source>
        <translation>Filas con su valor esperado</translation>
    </message>
    <message>
        <source>The rows used with their own fields, what the model expects and what is beyond. As confidential as the layer itself.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Rows used</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Rows left out</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Clusters</source>
        <translation>Conglomerados</translation>
    </message>
    <message>
        <source>Regression model</source>
        <translation>Modelo de regresión</translation>
    </message>
    <message>
        <source>Fits a logit, negative binomial or Poisson model to any outcome and predictors of any layer.</source>
        <translation>Ajusta un modelo logit, binomial negativo o de Poisson a cualquier resultado y predictores de cualquier capa.</translation>
    </message>
    <message>
        <source>Number fields enter as numbers, text fields as categories compared with a reference (the first in order, unless you name another). Text fields that hold numbers only, as all fields of a CSV file do, are numbers. An interaction brings its fields and lower interactions with it. Rows without a value are left out and counted. Products of categories that never meet are left out and named. What you type is compared with the names of fields, never evaluated. All results are associations, the model's other terms being equal.</source>
        <translation type="unfinished"/>
    </message>
</context>
<context>
    <name>Robustness</name>
    <message>
        <source>Household study table</source>
        <translation>Tabla de estudio de hogares</translation>
    </message>
    <message>
        <source>What 'Study dataset' makes, best of the whole city rather than a sample.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Matched requests</source>
        <translation>Solicitudes emparejadas</translation>
    </message>
    <message>
        <source>What 'Service requests' makes. Without it no other request windows are tried.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Event start (local time)</source>
        <translation>Inicio del suceso (hora local)</translation>
    </message>
    <message>
        <source>When the event began, as in the earlier steps; needed for windows and for homes still dark.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Request window, hours</source>
        <translation>Ventana de solicitudes, horas</translation>
    </message>
    <message>
        <source>The window that the study table was made with.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Windows to try, days</source>
        <translation>Ventanas que probar, días</translation>
    </message>
    <message>
        <source>Numbers with commas between them.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Sample sizes</source>
        <translation>Tamaños de muestra</translation>
    </message>
    <message>
        <source>Households that did not ask in a random sample, with commas between them; all that asked are always in.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Samples of each size</source>
        <translation>Muestras de cada tamaño</translation>
    </message>
    <message>
        <source>Each is fitted with five models. 4,000 fits take about a minute.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Seed</source>
        <translation>Semilla</translation>
    </message>
    <message>
        <source>The same seed draws the same samples again.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Samples also weighted back to the city</source>
        <translation>Muestras también ponderadas a la ciudad</translation>
    </message>
    <message>
        <source>Fits every sample once more, each household weighed by how many it stands for.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Leave out each block group once</source>
        <translation>Omitir cada grupo de manzanas una vez</translation>
    </message>
    <message>
        <source>Shows whether one place decides a result. Five fits to nearly all households for each block group.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Standard errors</source>
        <translation>Errores estándar</translation>
    </message>
    <message>
        <source>As in 'Equity models'.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Cluster field</source>
        <translation>Campo de conglomerados</translation>
    </message>
    <message>
        <source>Which households belong together; also what is left out once.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Robustness</source>
        <translation>Robustez</translation>
    </message>
    <message>
        <source>One row per variant, model and term: median, range, share that finds the same, and a sentence.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Every fit (confidential)</source>
        <translation>Todos los ajustes (confidencial)</translation>
    </message>
    <message>
        <source>One row per fit and term, with its numbers of households. Not for publication.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Fits</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Fits that failed</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Fits the five models again on other samples, request windows, measures and places, and compares.</source>
        <translation>Ajusta de nuevo los cinco modelos con otras muestras, ventanas de solicitud, medidas y lugares, y los compara.</translation>
    </message>
    <message>
        <source>The main result uses all households of the table. Against it stand: random samples of the households that did not ask, as in the study's Appendix B (Model 1's constant also corrected for the sampling); windows of one to five days for requests; only requests made before power was back; only homes still dark at the window's end, with all their hours and with the hours from then on; the community's requests less the own, and per 100 customers; sampling weights; and each block group left out once.

A fit finds the same as the main result if its interval lies on the same side of zero, or holds zero as the main one does. Fits that fail (in small samples a column may tell without error who asked) are counted with their reasons. A sample that is drawn on asking for help changes what a model that leaves out the interaction estimates: Model 2's minority coefficient in small samples is another average of the two groups, not noise; the weighted samples show it.</source>
        <translation type="unfinished"/>
    </message>
</context>
<context>
    <name>SurvivalModels</name>
    <message>
        <source>Household study table</source>
        <translation>Tabla de estudio de hogares</translation>
    </message>
    <message>
        <source>What 'Study dataset' makes: one row per household.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Matched requests</source>
        <translation>Solicitudes emparejadas</translation>
    </message>
    <message>
        <source>What 'Service requests' makes, for asking as it happened in time.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Event start (local time)</source>
        <translation>Inicio del suceso (hora local)</translation>
    </message>
    <message>
        <source>When the event began, as in the earlier steps; needed with the requests, earlier ones are left out.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Restoration times</source>
        <translation>Tiempos de restablecimiento</translation>
    </message>
    <message>
        <source>What 'Restoration times' makes: the Weibull and log-normal models then use the reads' bounds.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Means up to, hours</source>
        <translation>Medias hasta, horas</translation>
    </message>
    <message>
        <source>Waits count up to here in the means by group. The study's longest was 288 hours.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Standard errors</source>
        <translation>Errores estándar</translation>
    </message>
    <message>
        <source>As in 'Equity models'.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Cluster field</source>
        <translation>Campo de conglomerados</translation>
    </message>
    <message>
        <source>Which households belong together; the groups' intervals always use it.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Coefficients</source>
        <translation>Coeficientes</translation>
    </message>
    <message>
        <source>One row per model (cox_3, weibull_3, ...) and term.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Groups</source>
        <translation>Grupos</translation>
    </message>
    <message>
        <source>Hours to restoration by group with intervals, tests, and sentences.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Contrasts</source>
        <translation>Contrastes</translation>
    </message>
    <message>
        <source>One row per question: percent, interval, and a sentence.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Measures of fit</source>
        <translation>Medidas de ajuste</translation>
    </message>
    <message>
        <source>Log likelihoods and proportionality tests.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Households used</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Models</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Survival models</source>
        <translation>Modelos de supervivencia</translation>
    </message>
    <message>
        <source>Asks the questions of Models 2 to 5 of times to restoration, with homes still dark taken seriously.</source>
        <translation>Plantea las preguntas de los modelos 2 a 5 a los tiempos de restablecimiento, tomando en serio las viviendas aún a oscuras.</translation>
    </message>
    <message>
        <source>Models 2 to 5 are fitted three times. Cox's model says how the pace of restoration differs: exp(coefficient) above 1 means sooner. The Weibull and log-normal models say by what factor hours differ, as the equity models do: above 1 means longer. Homes without power at the last read count as having waited at least that long.

With the matched requests, Models 2 and 3 are also fitted with asking as a covariate that begins when the household asked (cox_time_2, cox_time_3): counted from the start, asking would get the credit or blame for hours before it.

The table of fits has each Cox model's test that its ratios do not change with time (Grambsch and Therneau; homes count as independent in it). The table of groups has the hours by which 50, 80 and 95 % had power back, the mean up to a limit, its differences, and log-rank tests: plain, within minority groups, and with homes of a block group taken together. Groups of fewer than 11 households are not shown. All results are associations between like households, not effects of asking.</source>
        <translation type="unfinished"/>
    </message>
</context>
<context>
    <name>DisparityByArea</name>
    <message>
        <source>Household study table</source>
        <translation>Tabla de hogares del estudio</translation>
    </message>
    <message>
        <source>The output of 'Study dataset'. Confidential; nothing of a single household is passed on.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Area of the household</source>
        <translation>Zona del hogar</translation>
    </message>
    <message>
        <source>Field of the study table that says in which area a household is.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Areas</source>
        <translation>Zonas</translation>
    </message>
    <message>
        <source>Polygons to map: block groups, tracts, council districts. Each stays in the output.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Id of the area</source>
        <translation>Identificador de la zona</translation>
    </message>
    <message>
        <source>Field of the areas with the same ids. If empty, it is found by name (block_group, GEOID and the like).</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Group</source>
        <translation>Grupo</translation>
    </message>
    <message>
        <source>Number field that makes the two groups. The output calls the households at or above the threshold minority households, whatever the field.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Group from</source>
        <translation>Grupo a partir de</translation>
    </message>
    <message>
        <source>Households with this value or more are of the group.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Privacy rule</source>
        <translation>Regla de privacidad</translation>
    </message>
    <message>
        <source>Smallest group that may be shown: 11 households (the rule of the U.S. health agency CMS), 15 customers, 100 customers, or custom.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Own smallest group</source>
        <translation>Grupo mínimo propio</translation>
    </message>
    <message>
        <source>Used with the privacy rule 'custom' only.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Disparity by area</source>
        <translation>Disparidad por zona</translation>
    </message>
    <message>
        <source>Polygons with the measures; may be published. Alias and comment of each field say what it holds.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Observed against expected hours</source>
        <translation>Horas observadas y esperadas</translation>
    </message>
    <message>
        <source>Polygons with the observed hours over those that a model of house age, income and density expects, which knows nothing of race; with intervals, and drawn to the city where an area is small. May be published.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Inequality of hours</source>
        <translation>Desigualdad de las horas</translation>
    </message>
    <message>
        <source>Gini, Theil (with the parts between groups and between areas) and concentration indices of the whole city's hours, with intervals. May be published.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Place households by location</source>
        <translation>Ubicar los hogares por su posición</translation>
    </message>
    <message>
        <source>For areas whose ids the study table does not hold, such as tracts or council districts: each household is of the area in which the middle of its parcel lies. The study table must have its geometries.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Published before</source>
        <translation>Publicado antes</translation>
    </message>
    <message>
        <source>Results of 'Disparity by area' of the same areas that are public already, such as of all households where the study table is now filtered. What differs from them by too few households, or was withheld in them, is withheld.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Areas withheld</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Areas clearly different from the city</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Mean hours, city</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Gap between the groups, city, hours</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Gap, 95 % interval, low</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Gap, 95 % interval, high</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Who waited longer and who asked for help, by block group or any other area, with intervals.</source>
        <translation>Quién esperó más y quién pidió ayuda, por grupo de manzanas o cualquier otra zona, con intervalos.</translation>
    </message>
    <message>
        <source>Counts the households that lost power. The difference of an area to the city takes into account that the area is part of it; intervals are Welch's and hold for one area at a time. An area is called clearly different only after accounting for the number of areas (false discovery rate of 5 percent) and for the skew of hours.

The result may be published: areas and groups with too few households are withheld, and further ones where they could otherwise be worked out by subtraction. Withheld values are empty, with the reason beside them. That holds for one set of areas: block groups and districts of the same households, published together, may be subtracted from each other where a few block groups make up a district.

Areas of few households have shares of the census with wide margins of error (see 'Block group indicators'); groups here are made from the households' own values, which have none, but a model's income and density do.</source>
        <translation type="unfinished"/>
    </message>
</context>
<context>
    <name>ReliabilityIndices</name>
    <message>
        <source>Household study table</source>
        <translation>Tabla de estudio de hogares</translation>
    </message>
    <message>
        <source>The output of 'Study dataset'. Confidential; nothing of a single household is passed on.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Area of the household</source>
        <translation>Área del hogar</translation>
    </message>
    <message>
        <source>Field of the study table that says in which area a household is.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Areas</source>
        <translation>Áreas</translation>
    </message>
    <message>
        <source>Polygons to map: block groups, tracts, council districts. Each stays in the output.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Id of the area</source>
        <translation>Identificador del área</translation>
    </message>
    <message>
        <source>Field of the areas with the same ids. If empty, it is found by name (block_group, GEOID and the like).</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Group</source>
        <translation>Grupo</translation>
    </message>
    <message>
        <source>Number field that makes the two groups. The output calls the households at or above the threshold minority households, whatever the field.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Group from</source>
        <translation>Grupo desde</translation>
    </message>
    <message>
        <source>Households with this value or more are of the group.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Privacy rule</source>
        <translation>Regla de privacidad</translation>
    </message>
    <message>
        <source>Smallest group that may be shown: 11 households (the rule of the U.S. health agency CMS), 15 customers, 100 customers, or custom.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Own smallest group</source>
        <translation>Grupo mínimo propio</translation>
    </message>
    <message>
        <source>Used with the privacy rule 'custom' only.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Groups are made by</source>
        <translation>Los grupos se forman por</translation>
    </message>
    <message>
        <source>threshold: households from the threshold on, and below. quartiles: four groups of the field's values; an edge that would cut off too few households is left out.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Restoration times</source>
        <translation>Tiempos de restablecimiento</translation>
    </message>
    <message>
        <source>The output of 'Restoration times'. With it, all outages of a home in the window count; without, each interrupted home counts once, with its whole hours.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>CELID from, hours</source>
        <translation>CELID desde, horas</translation>
    </message>
    <message>
        <source>CELID is the share of the customers served that were without power for so long or longer.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Restricted mean up to, hours</source>
        <translation>Media restringida hasta, horas</translation>
    </message>
    <message>
        <source>Hours beyond this do not count in the restricted mean, so that homes whose reads end before they had power do not distort it. Empty if the reads of homes without power end earlier.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Reliability indices by area</source>
        <translation>Índices de confiabilidad por área</translation>
    </message>
    <message>
        <source>Polygons with the indices; may be published.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Reliability indices by group</source>
        <translation>Índices de confiabilidad por grupo</translation>
    </message>
    <message>
        <source>A row for the whole city and one per group; may be published.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Published before</source>
        <translation>Publicado antes</translation>
    </message>
    <message>
        <source>Results of 'Disparity by area' of the same areas that are public already, such as of all households where the study table is now filtered. What differs from them by too few households, or was withheld in them, is withheld.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Customers served</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Customers interrupted</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>SAIDI of the storm, minutes</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>SAIFI of the storm</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>CAIDI of the storm, minutes</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Share out for CELID_HOURS or longer</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Reliability indices</source>
        <translation>Índices de confiabilidad</translation>
    </message>
    <message>
        <source>SAIDI, SAIFI, CAIDI and CELID of the storm and times to restoration, by area and by group.</source>
        <translation>SAIDI, SAIFI, CAIDI y CELID de la tormenta y tiempos hasta el restablecimiento, por área y por grupo.</translation>
    </message>
    <message>
        <source>Indices as IEEE Std 1366 defines them, of one storm. Customers served are the homes that lost power and those of which the reads say that they kept it; vacant homes and homes whose reads cannot tell are not counted, and the log says how many they are. SAIDI: minutes without power per customer served. SAIFI: interruptions per customer served. CAIDI: minutes per interruption. CELID: share of the customers served whose outage lasted so many hours or longer. The times until 50, 80 and 95 percent had power again, and the mean hours up to a limit, are of the homes that lost power and take into account that reads may end before (Kaplan-Meier).

Half-hourly reads cannot see an interruption of less than half an hour, and place each end of an outage within half an hour.

Intervals (95 percent): in an area each home counts on its own; for the city and the groups the homes of one area belong together.

The result may be published, also together with 'Disparity by area' of the same study table if area, group, threshold and privacy rule are the same: both then withhold the same areas. With other settings, one could be subtracted from the other.</source>
        <translation type="unfinished"/>
    </message>
</context>
<context>
    <name>ResidualClustering</name>
    <message>
        <source>Households</source>
        <translation>Hogares</translation>
    </message>
    <message>
        <source>The households with expected hours of 'Equity models 1-5', or the study table. Confidential; nothing of a single household is passed on.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Value</source>
        <translation>Valor</translation>
    </message>
    <message>
        <source>Number whose mean by area is looked at: residual_hours (beyond what the model expects), restoration_hours, or any other.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Area of the household</source>
        <translation>Área del hogar</translation>
    </message>
    <message>
        <source>Field of the households that says in which area each is.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Areas</source>
        <translation>Áreas</translation>
    </message>
    <message>
        <source>Polygons: block groups, tracts, council districts. Each stays in the output.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Id of the area</source>
        <translation>Identificador del área</translation>
    </message>
    <message>
        <source>Field of the areas with the same ids. If empty, it is found by name (block_group, GEOID and the like).</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Neighbours</source>
        <translation>Vecinos</translation>
    </message>
    <message>
        <source>queen: areas that share an edge or a corner. nearest: each area's nearest ones by centroid, for areas that do not touch.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>How many nearest</source>
        <translation>Cuántos más cercanos</translation>
    </message>
    <message>
        <source>Used with nearest neighbours only.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Permutations</source>
        <translation>Permutaciones</translation>
    </message>
    <message>
        <source>How often values are dealt to areas at random. With 999 no p is below 0.002, too large for one area to be clear among a hundred.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Seed</source>
        <translation>Semilla</translation>
    </message>
    <message>
        <source>The same seed gives the same result.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Privacy rule</source>
        <translation>Regla de privacidad</translation>
    </message>
    <message>
        <source>Smallest number of households of an area that may be shown: 11, 15, 100, or custom.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Own smallest group</source>
        <translation>Grupo mínimo propio</translation>
    </message>
    <message>
        <source>Used with the privacy rule 'custom' only.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Clusters</source>
        <translation>Conglomerados</translation>
    </message>
    <message>
        <source>Polygons with the statistics and the cluster's name; may be published.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Published before</source>
        <translation>Publicado antes</translation>
    </message>
    <message>
        <source>Results of 'Disparity by area' of the same areas that are public already, such as of all households where the study table is now filtered. What differs from them by too few households, or was withheld in them, is withheld.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Moran's I</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Moran's I if neighbours were not alike</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>p of Moran's I</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Areas with neighbours</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Areas in clusters</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Residual clustering</source>
        <translation>Agrupación de residuos</translation>
    </message>
    <message>
        <source>Moran's I and local clusters of areas: of the hours beyond what the model expects, or of any value.</source>
        <translation>I de Moran y conglomerados locales de áreas: de las horas por encima de lo que el modelo espera, o de cualquier valor.</translation>
    </message>
    <message>
        <source>Takes the mean of each area's households and compares it with its neighbours': Moran's I for the whole city, local Moran's I (LISA) and Getis-Ord G* for each area. If the model's residuals cluster, something that the model does not know works in places, and standard errors should allow for it.

p-values are by permutation, two-sided, with a seed; an area is named as a cluster only where it is clear at a false discovery rate of 5 percent over all areas. Given an area's own value, LISA and G* ask the same of its neighbours and so share their p.

Areas with too few households are left out before anything is computed, so that nothing of the others depends on them. Areas without neighbours are counted apart. The result may be published.</source>
        <translation type="unfinished"/>
    </message>
</context>
<context>
    <name>RestorationCurve</name>
    <message>
        <source>Household study table</source>
        <translation>Tabla de estudio de hogares</translation>
    </message>
    <message>
        <source>What 'Study dataset' wrote.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Group</source>
        <translation>Grupo</translation>
    </message>
    <message>
        <source>Empty: one curve of all households.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Smallest number of households</source>
        <translation>Número mínimo de hogares</translation>
    </message>
    <message>
        <source>No published number stands for fewer.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Restoration curves</source>
        <translation>Curvas de restablecimiento</translation>
    </message>
    <message>
        <source>Without any household's data.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Hours by group</source>
        <translation>Horas por grupo</translation>
    </message>
    <message>
        <source>Groups shown</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Restoration curve by group</source>
        <translation>Curva de restablecimiento por grupo</translation>
    </message>
    <message>
        <source>Shows how fast power came back to each group of households, with the hours until 50, 80 and 95 % had it.</source>
        <translation>Muestra con qué rapidez volvió la luz a cada grupo de hogares, con las horas hasta que la tuvo el 50, 80 y 95 %.</translation>
    </message>
    <message>
        <source>Any field of the study table can be the group: a word, a flag, or a number, which is cut into quarters of the households if it has many values. Hours count from each home's own loss of power; homes not restored when their reads end are censored (Kaplan-Meier). Groups of fewer households than the minimum are put together, steps of a curve and hours that would stand for fewer are left out.</source>
        <translation type="unfinished"/>
    </message>
</context>
<context>
    <name>StyleDisparity</name>
    <message>
        <source>Areas</source>
        <translation>Zonas</translation>
    </message>
    <message>
        <source>The layer that 'Disparity by area' wrote.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Measure</source>
        <translation>Medida</translation>
    </message>
    <message>
        <source>What the map shows. mean_hours: Mean hours to restoration. hours_difference: Difference to the city's mean hours. group_gap: Gap between minority and other households. participation_rate: Share of households that asked for help. requests_composition: Requests for help over minority share. minority_share: Minority share of households. hours_by_minority: Mean hours by minority share. cluster: Clusters of long and short waits. residual: What a model leaves unexplained. still_out: Homes still without power at a moment.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Save style in the GeoPackage</source>
        <translation>Guardar el estilo en el GeoPackage</translation>
    </message>
    <message>
        <source>Saves the style under the measure's name and makes it the default. A layer that is no GeoPackage is styled without saving.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Style file</source>
        <translation>Archivo de estilo</translation>
    </message>
    <message>
        <source>Writes the style to a file as well, for other layers of the same columns.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Class breaks</source>
        <translation>Límites de las clases</translation>
    </message>
    <message>
        <source>Numbers between the classes, in hours or percent, such as '6, 12, 24'; for gaps the positive ones, which are mirrored; for a map of two measures two of each, '48, 72, 20, 40'. Empty: the finest round ones that leave no more than a tenth of the areas in the open ends. Give the same breaks to maps that are to be compared.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Field of the measure</source>
        <translation>Campo de la medida</translation>
    </message>
    <message>
        <source>Only for residual and cluster: the field that holds them, if it is called otherwise.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Unit of the field</source>
        <translation>Unidad del campo</translation>
    </message>
    <message>
        <source>Only for residual: what its numbers are in; 'h' is hours.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Styled areas</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Classes</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Areas with a value</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Areas not clearly different</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Areas withheld</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Breaks used</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Style by disparity</source>
        <translation>Estilo por disparidad</translation>
    </message>
    <message>
        <source>Styles the areas of 'Disparity by area' by one measure; what is not a value has its own look and words.</source>
        <translation>Da estilo a las zonas de «Disparidad por zona» según una medida; lo que no es un valor tiene su propio aspecto y sus palabras.</translation>
    </message>
    <message>
        <source>Gaps are shown in purple and orange around a near-white middle at no disparity; orange is always longer. Areas that cannot be told from no disparity are pale and hatched, withheld ones cross-hatched, areas without households white with a dotted outline.
The layer's style is changed, its data are not. With 'Save style', the style goes into the layer's GeoPackage under the measure's name and becomes its default; styles of other measures stay in it, to be chosen with Layer Properties &gt; Style &gt; Load Style.</source>
        <translation type="unfinished"/>
    </message>
</context>
<context>
    <name>PlayOutages</name>
    <message>
        <source>Households</source>
        <translation>Hogares</translation>
    </message>
    <message>
        <source>The layer that 'Study dataset' wrote, or any with outage_start and restored_at.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Save in the GeoPackage</source>
        <translation>Guardar en el GeoPackage</translation>
    </message>
    <message>
        <source>Saves style and times as the layer's default; where QGIS opens it later without its times, load the style 'outages' again. A layer that is no GeoPackage is set up without saving.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Homes that lost power</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Homes not restored when the reads end</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Play outages over time</source>
        <translation>Reproducir los cortes en el tiempo</translation>
    </message>
    <message>
        <source>Sets a layer of households up for QGIS's Temporal Controller: each home dark until its power came back.</source>
        <translation>Prepara una capa de hogares para el controlador temporal de QGIS: cada vivienda a oscuras hasta que volvió la luz.</translation>
    </message>
    <message>
        <source>Open View &gt; Panels &gt; Temporal Controller, choose animated navigation and press play: the project's range and its steps of an hour are set. The layer shows single households: it is confidential. The layer's style is changed, its data are not.</source>
        <translation type="unfinished"/>
    </message>
</context>
<context>
    <name>ExportMap</name>
    <message>
        <source>Layer</source>
        <translation>Capa</translation>
    </message>
    <message>
        <source>Usually the areas that 'Disparity by area' wrote.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Measure</source>
        <translation>Medida</translation>
    </message>
    <message>
        <source>as_styled shows the layer as it is; a measure styles a copy of it by that measure.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Event</source>
        <translation>Evento</translation>
    </message>
    <message>
        <source>Name of the event, for the title: 'Hurricane Michael'.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Title</source>
        <translation>Título</translation>
    </message>
    <message>
        <source>Empty: what the map shows, and the event.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Subtitle</source>
        <translation>Subtítulo</translation>
    </message>
    <message>
        <source>Empty: measure, unit, areas and number of households.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Sources</source>
        <translation>Fuentes</translation>
    </message>
    <message>
        <source>Whose data these are; empty: their kinds.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Notes</source>
        <translation>Notas</translation>
    </message>
    <message>
        <source>Sentences below the legend, after those that explain the map.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Paper</source>
        <translation>Papel</translation>
    </message>
    <message>
        <source>Size of the sheet.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Orientation</source>
        <translation>Orientación</translation>
    </message>
    <message>
        <source>How the sheet lies.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Dots per inch</source>
        <translation>Puntos por pulgada</translation>
    </message>
    <message>
        <source>Resolution of the PNG, and of hatches in the PDF.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Date</source>
        <translation>Fecha</translation>
    </message>
    <message>
        <source>Date in the footer, such as 2018-10-24; empty: today.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Allow household data</source>
        <translation>Permitir datos de hogares</translation>
    </message>
    <message>
        <source>Lets a layer of households or requests be mapped, for use inside the utility only; the sheet says so.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Field of the measure</source>
        <translation>Campo de la medida</translation>
    </message>
    <message>
        <source>Only for residual and cluster: the field that holds them, if it is called otherwise.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Unit of the field</source>
        <translation>Unidad del campo</translation>
    </message>
    <message>
        <source>Only for residual: what its numbers are in; 'h' is hours.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Layout template</source>
        <translation>Plantilla de composición</translation>
    </message>
    <message>
        <source>A layout of one page of your own, instead of the shipped ones; paper and orientation are its own then. Items with the ids head, map, legend and footer mark where those stand, and if you like scale, notes and locator; all other items, such as your seal, are kept. To begin, open one of the plugin's in resources/layouts.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Place names</source>
        <translation>Nombres de lugares</translation>
    </message>
    <message>
        <source>Points or areas with names, the important ones first.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Field of the names</source>
        <translation>Campo de los nombres</translation>
    </message>
    <message>
        <source>Names that would cover another one or a symbol are left out.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Water</source>
        <translation>Agua</translation>
    </message>
    <message>
        <source>Areas or lines of water; drawn muted, below the data.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Main roads</source>
        <translation>Vías principales</translation>
    </message>
    <message>
        <source>Drawn as thin grey lines; give main roads only.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Study boundary</source>
        <translation>Límite del estudio</translation>
    </message>
    <message>
        <source>Empty: the outline of all areas.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Atlas: one page for each district</source>
        <translation>Atlas: una página por distrito</translation>
    </message>
    <message>
        <source>Districts, such as those of the council. All pages have the same classes; each counts the areas whose middle lies in its district. PNG and SVG get a file for each page, named after the district.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Field of the districts' names</source>
        <translation>Campo con los nombres de los distritos</translation>
    </message>
    <message>
        <source>Stands in the title of each page.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>PDF of the atlas</source>
        <translation>PDF del atlas</translation>
    </message>
    <message>
        <source>one: all pages in one PDF. each: a PDF for each page, georeferenced.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>PDF</source>
        <translation>PDF</translation>
    </message>
    <message>
        <source>PDF files (*.pdf)</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>For print and for reports; text can be searched and copied. At least one file has to be asked for.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>PNG picture</source>
        <translation>Imagen PNG</translation>
    </message>
    <message>
        <source>PNG files (*.png)</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>For slides and web pages. At least one file has to be asked for.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>SVG drawing</source>
        <translation>Dibujo SVG</translation>
    </message>
    <message>
        <source>SVG files (*.svg)</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>For changes in a drawing program. At least one file has to be asked for.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Mapped values</source>
        <translation>Valores del mapa</translation>
    </message>
    <message>
        <source>CSV files (*.csv)</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>One row per area: its value, its class in words, why withheld. At least one file has to be asked for.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Alt text</source>
        <translation>Texto alternativo</translation>
    </message>
    <message>
        <source>Text files (*.txt)</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>What the map shows, in sentences, for those who cannot see it. At least one file has to be asked for.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Title of the map</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>What the map shows</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Areas with a value</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Areas withheld</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Pages</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Export map</source>
        <translation>Exportar un mapa</translation>
    </message>
    <message>
        <source>Writes a map that is ready for a report: PDF, PNG, SVG, the mapped values as CSV, and alt text.</source>
        <translation>Escribe un mapa listo para un informe: PDF, PNG, SVG, los valores en CSV y un texto alternativo.</translation>
    </message>
    <message>
        <source>Title, subtitle, legend and notes are made from the measure and its numbers; whatever you type replaces them, except notes, which are added. The layer is not changed. Text stays text in PDF and SVG, and the PDF is georeferenced.
Layers with one row per household are refused: they are not for publication.</source>
        <translation type="unfinished"/>
    </message>
</context>
<context>
    <name>ExportFrames</name>
    <message>
        <source>Household study table</source>
        <translation>Tabla de estudio de hogares</translation>
    </message>
    <message>
        <source>The output of 'Study dataset'. Confidential; nothing of a single household is passed on.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Areas</source>
        <translation>Áreas</translation>
    </message>
    <message>
        <source>Polygons to map: block groups, tracts, council districts.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Area of the household</source>
        <translation>Área del hogar</translation>
    </message>
    <message>
        <source>Empty: block_group.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Id of the area</source>
        <translation>Identificador del área</translation>
    </message>
    <message>
        <source>Empty: found by name (block_group, GEOID and the like).</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Hours between pictures</source>
        <translation>Horas entre imágenes</translation>
    </message>
    <message>
        <source>12 hours give a picture for each midnight and noon.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Event</source>
        <translation>Suceso</translation>
    </message>
    <message>
        <source>Name of the event, for the title.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Sources</source>
        <translation>Fuentes</translation>
    </message>
    <message>
        <source>Whose data these are; empty: their kinds.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Privacy rule</source>
        <translation>Regla de privacidad</translation>
    </message>
    <message>
        <source>Smallest group that may be told: 11 households, 15 or 100 customers, or custom.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Own smallest group</source>
        <translation>Grupo mínimo propio</translation>
    </message>
    <message>
        <source>Used with the privacy rule 'custom' only.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Dots per inch</source>
        <translation>Puntos por pulgada</translation>
    </message>
    <message>
        <source>150 gives pictures of 1,650 by 1,275 dots.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Place names</source>
        <translation>Nombres de lugares</translation>
    </message>
    <message>
        <source>Points or areas with names, the important ones first.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Field of the names</source>
        <translation>Campo de los nombres</translation>
    </message>
    <message>
        <source>Names that would cover another one or a symbol are left out.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Water</source>
        <translation>Agua</translation>
    </message>
    <message>
        <source>Areas or lines of water; drawn muted, below the data.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Main roads</source>
        <translation>Vías principales</translation>
    </message>
    <message>
        <source>Drawn as thin grey lines; give main roads only.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Study boundary</source>
        <translation>Límite del estudio</translation>
    </message>
    <message>
        <source>Empty: the outline of all areas.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Folder of the pictures</source>
        <translation>Carpeta de las imágenes</translation>
    </message>
    <message>
        <source>frame_000.png, frame_001.png and so on, and frames.csv.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Pictures</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Export frames of the restoration</source>
        <translation>Exportar imágenes del restablecimiento</translation>
    </message>
    <message>
        <source>Writes numbered pictures of the restoration, area by area, for a film or slides.</source>
        <translation>Escribe imágenes numeradas del restablecimiento, área por área, para una película o diapositivas.</translation>
    </message>
    <message>
        <source>Each picture classes the areas: none or too few homes to tell still without power, under half of those that lost it, half or more, all or all but a few. No numbers are shown, and an area where fewer than four times the smallest group lost power is withheld, so the pictures may be published. frames.csv lists the moments.</source>
        <translation type="unfinished"/>
    </message>
</context>
<context>
    <name>EquityReport</name>
    <message>
        <source>Household study table</source>
        <translation>Tabla de hogares del estudio</translation>
    </message>
    <message>
        <source>Output of 'Study dataset'. Confidential; no single household enters the report.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Model coefficients</source>
        <translation>Coeficientes de los modelos</translation>
    </message>
    <message>
        <source>Output of 'Equity models'.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Model fit</source>
        <translation>Ajuste de los modelos</translation>
    </message>
    <message>
        <source>Contrasts</source>
        <translation>Contrastes</translation>
    </message>
    <message>
        <source>Disparity by area</source>
        <translation>Disparidad por zona</translation>
    </message>
    <message>
        <source>Output of 'Disparity by area'.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Sample flow</source>
        <translation>Flujo de la muestra</translation>
    </message>
    <message>
        <source>Output of 'Study dataset': homes kept and lost at each step.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Restoration curve</source>
        <translation>Curva de restablecimiento</translation>
    </message>
    <message>
        <source>Output of 'Restoration times': all customers, drawn beside the homes compared.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Maps (PNG)</source>
        <translation>Mapas (PNG)</translation>
    </message>
    <message>
        <source>Maps exported as PNG, or a folder of them; the first stands on the first page. A text file of the same name is the map's description for those who cannot see it, a CSV file of the same name its data.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Start of the event (local time)</source>
        <translation>Inicio del evento (hora local)</translation>
    </message>
    <message>
        <source>Where the clock of the restoration curve starts; day 1 is the day that starts here. If empty, the last midnight before the first home lost power.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Name of the event</source>
        <translation>Nombre del evento</translation>
    </message>
    <message>
        <source>As it stands in the report.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Title</source>
        <translation>Título</translation>
    </message>
    <message>
        <source>Heading of the report; made from the event's name if empty.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Smallest number of homes shown</source>
        <translation>Número mínimo de viviendas mostrado</translation>
    </message>
    <message>
        <source>No count of fewer homes is shown, unless it is zero. 11 is the rule of the U.S. health agency CMS.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Report</source>
        <translation>Informe</translation>
    </message>
    <message>
        <source>HTML files (*.html)</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>One file with everything in it.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Folder for tables and figures</source>
        <translation>Carpeta para tablas y figuras</translation>
    </message>
    <message>
        <source>The same tables as CSV and figures as PNG, for slides and other reports.</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Findings</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Files written</source>
        <translation type="unfinished"/>
    </message>
    <message>
        <source>Equity report</source>
        <translation>Informe de equidad</translation>
    </message>
    <message>
        <source>Writes the whole study as one HTML page: findings in words, figures, maps, tables, what is withheld, how.</source>
        <translation>Escribe todo el estudio en una página HTML: hallazgos en palabras, figuras, mapas, tablas, qué se reserva y cómo se hizo.</translation>
    </message>
    <message>
        <source>The page needs no other file, opens in any browser and prints to Letter and A4. Its sentences are made from the numbers. Household data go in, only aggregates come out: counts of fewer homes than the smallest number are withheld, and those from which they could be worked out. Maps stand in it as they were exported.</source>
        <translation type="unfinished"/>
    </message>
</context>
<context>
    <name>EquityAlgorithm</name>
    <message>
        <source>1 Prepare data</source>
        <translation>1 Preparar los datos</translation>
    </message>
    <message>
        <source>Start here</source>
        <translation>Empiece aquí</translation>
    </message>
    <message>
        <source>4 Disparity</source>
        <translation>4 Disparidad</translation>
    </message>
    <message>
        <source>2 Assemble</source>
        <translation>2 Reunir</translation>
    </message>
    <message>
        <source>3 Models</source>
        <translation>3 Modelos</translation>
    </message>
    <message>
        <source>5 Maps and reports</source>
        <translation>5 Mapas e informes</translation>
    </message>
</context>
<context>
    <name>ShippedModel</name>
    <message>
        <source>Equity study, from raw files to report</source>
        <translation>Estudio de equidad, de los archivos en bruto al informe</translation>
    </message>
</context>
<context>
    <name>Plugin</name>
    <message>
        <source>Install missing libraries</source>
        <translation>Instalar las bibliotecas que faltan</translation>
    </message>
    <message>
        <source>This QGIS has libraries that are too old, and the plugin never replaces one: {names}.</source>
        <translation>Este QGIS tiene bibliotecas demasiado antiguas, y el complemento nunca sustituye ninguna: {names}.</translation>
    </message>
    <message>
        <source>From the internet</source>
        <translation>De internet</translation>
    </message>
    <message>
        <source>From a folder of wheels...</source>
        <translation>De una carpeta de paquetes (wheels)...</translation>
    </message>
    <message>
        <source>Sample study...</source>
        <translation>Estudio de ejemplo...</translation>
    </message>
    <message>
        <source>Guide</source>
        <translation>Guía</translation>
    </message>
    <message>
        <source>Install missing libraries...</source>
        <translation>Instalar las bibliotecas que faltan...</translation>
    </message>
    <message>
        <source>Installed: {names}.</source>
        <translation>Instalado: {names}.</translation>
    </message>
    <message>
        <source>This QGIS lacks Python libraries: {names}. Plugins &gt; Coproduction Equity &gt; Install missing libraries gets them; until then some algorithms cannot run.</source>
        <translation>A este QGIS le faltan bibliotecas de Python: {names}. Complementos &gt; Coproduction Equity &gt; Instalar las bibliotecas que faltan las trae; hasta entonces algunos algoritmos no funcionan.</translation>
    </message>
    <message>
        <source>Nothing is missing.</source>
        <translation>No falta nada.</translation>
    </message>
    <message>
        <source>{names}

They and what they need go into {folder}, in versions that suit what this QGIS has. Nothing of QGIS is replaced; delete the folder to undo it.</source>
        <translation>{names}

Estas y lo que necesitan van a {folder}, en versiones que convienen a lo que tiene este QGIS. No se sustituye nada de QGIS; borre la carpeta para deshacerlo.</translation>
    </message>
</context>
</TS>
