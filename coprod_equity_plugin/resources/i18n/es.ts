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
        <translation>De 2.000 a 100.000, cada una con su medidor. La ciudad del estudio de referencia tiene 79.665; 20.000 dan 20 millones de lecturas.</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Semilla</translation>
    </message>
    <message>
        <source>Of all random numbers: the same seed gives the same city, another seed another one.</source>
        <translation>De todos los números aleatorios: la misma semilla da la misma ciudad; otra semilla, otra.</translation>
    </message>
    <message>
        <source>Format of the meter reads</source>
        <translation>Formato de las lecturas de los medidores</translation>
    </message>
    <message>
        <source>Parquet is about a tenth of the size of CSV.</source>
        <translation>Parquet ocupa más o menos la décima parte que CSV.</translation>
    </message>
    <message>
        <source>What the hours follow</source>
        <translation>De qué dependen las horas</translation>
    </message>
    <message>
        <source>model3: the home's own request changes its wait (Table 4, column 3). model5: the number of requests in its block group does (column 5).</source>
        <translation>model3: la solicitud de la propia vivienda cambia su espera (tabla 4, columna 3). model5: la cambia el número de solicitudes de su grupo de manzanas (columna 5).</translation>
    </message>
    <message>
        <source>Deliberate defects in the reads</source>
        <translation>Defectos deliberados en las lecturas</translation>
    </message>
    <message>
        <source>Estimated reads over outages, gaps at restorations, flickers, missing meters, as real systems have them.</source>
        <translation>Lecturas estimadas durante los cortes, huecos al volver la luz, parpadeos y medidores ausentes, como en los sistemas reales.</translation>
    </message>
    <message>
        <source>Folder of the sample city</source>
        <translation>Carpeta de la ciudad de ejemplo</translation>
    </message>
    <message>
        <source>Files of the same names in it are replaced; others are left alone.</source>
        <translation>Los archivos del mismo nombre que haya en ella se sustituyen; los demás no se tocan.</translation>
    </message>
    <message>
        <source>Meters</source>
        <translation>Medidores</translation>
    </message>
    <message>
        <source>Meter reads</source>
        <translation>Lecturas de medidores</translation>
    </message>
    <message>
        <source>Voters</source>
        <translation>Votantes</translation>
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
        <translation>Solicitudes</translation>
    </message>
    <message>
        <source>Power requests in the first two days</source>
        <translation>Solicitudes por falta de luz en los dos primeros días</translation>
    </message>
    <message>
        <source>Households that are not vacant</source>
        <translation>Hogares que no están vacíos</translation>
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
        <translation>Ninguna ciudad publica datos de hogares; por eso esta herramienta los crea: lecturas de medidores cada media hora, una exportación del 311, parcelas con el padrón catastral, un extracto electoral de personas inventadas, tablas del censo y grupos de manzanas, en los formatos en que los entregaría una ciudad de Florida. Quién pide ayuda y cuánto espera cada vivienda siguen los modelos del estudio de referencia (Xu y Tang 2021, tabla 4), de modo que se conoce la respuesta del estudio. truth.json y truth_households.csv dicen qué la generó; ningún paso del estudio los lee.

El mismo tamaño, la misma semilla y las mismas opciones dan la misma ciudad.</translation>
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
        <translation>Archivos de texto (*.txt)</translation>
    </message>
    <message>
        <source>A text file with the same words as the log, to send to whoever looks after the machine.</source>
        <translation>Un archivo de texto con las mismas palabras que el registro, para enviarlo a quien cuide del equipo.</translation>
    </message>
    <message>
        <source>Everything is there</source>
        <translation>No falta nada</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>Qué hacer</translation>
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
        <translation>No necesita ninguna biblioteca, no cambia nada y no descarga nada.</translation>
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
        <translation>Un archivo CSV o Parquet, una carpeta de ellos o un patrón con * como reads_*.parquet, escrito a mano. Pueden darse varios, separados por punto y coma.</translation>
    </message>
    <message>
        <source>Layout of the reads</source>
        <translation>Disposición de las lecturas</translation>
    </message>
    <message>
        <source>auto finds it out.</source>
        <translation>auto lo averigua.</translation>
    </message>
    <message>
        <source>Meter column</source>
        <translation>Columna del medidor</translation>
    </message>
    <message>
        <source>Empty: found by its name; the log says which was taken.</source>
        <translation>Vacío: se busca por su nombre; el registro dice cuál se tomó.</translation>
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
        <translation>Nombre IANA.</translation>
    </message>
    <message>
        <source>Start of the event (local time)</source>
        <translation>Inicio del evento (hora local)</translation>
    </message>
    <message>
        <source>Wall-clock time in the time zone of the reads. An outage must begin at or after it.</source>
        <translation>Hora de reloj en la zona horaria de las lecturas. Un corte debe empezar en ese momento o después.</translation>
    </message>
    <message>
        <source>Outages begin within (hours)</source>
        <translation>Los cortes empiezan dentro de (horas)</translation>
    </message>
    <message>
        <source>Counted from the start of the event.</source>
        <translation>Contadas desde el inicio del evento.</translation>
    </message>
    <message>
        <source>Power is on above (kWh in an interval)</source>
        <translation>Hay luz por encima de (kWh en un intervalo)</translation>
    </message>
    <message>
        <source>A measured read above this is power, and so is any negative read: that is export.</source>
        <translation>Una lectura medida por encima de este valor es luz, y también toda lectura negativa: es energía vertida a la red.</translation>
    </message>
    <message>
        <source>Shortest outage (hours)</source>
        <translation>Corte más corto (horas)</translation>
    </message>
    <message>
        <source>Shorter runs without power are not outages. Half-hourly reads show nothing under half an hour.</source>
        <translation>Los periodos sin luz más breves no son cortes. Las lecturas de media hora no muestran nada por debajo de media hora.</translation>
    </message>
    <message>
        <source>Power is back when on for (hours)</source>
        <translation>La luz ha vuelto cuando dura (horas)</translation>
    </message>
    <message>
        <source>Power that stays for less is flicker: the outage goes on.</source>
        <translation>La luz que dura menos es un parpadeo: el corte continúa.</translation>
    </message>
    <message>
        <source>Baseline (days before the event)</source>
        <translation>Periodo de referencia (días antes del evento)</translation>
    </message>
    <message>
        <source>The days that tell a vacant home from one without power.</source>
        <translation>Los días que distinguen una vivienda vacía de una sin luz.</translation>
    </message>
    <message>
        <source>Vacant below (share of reads with power, 0-1)</source>
        <translation>Vacía por debajo de (proporción con luz, 0-1)</translation>
    </message>
    <message>
        <source>Such a meter is left out of the study and counted as vacant.</source>
        <translation>Ese medidor queda fuera del estudio y se cuenta como vacío.</translation>
    </message>
    <message>
        <source>Irregular use below this share (0-1)</source>
        <translation>Uso irregular por debajo de esta proporción (0-1)</translation>
    </message>
    <message>
        <source>Such a meter's outage must be longer than the 99th percentile of its own runs of zeros in the baseline.</source>
        <translation>El corte de ese medidor debe durar más que el percentil 99 de sus propias series de ceros en el periodo de referencia.</translation>
    </message>
    <message>
        <source>Gaps are an outage from (share of meters out)</source>
        <translation>Huecos son un corte desde (proporción sin luz)</translation>
    </message>
    <message>
        <source>A run of missing or estimated reads alone counts as an outage only while at least this share of all meters' measured reads shows no power; otherwise the meter is uncertain.</source>
        <translation>Una serie solo de lecturas ausentes o estimadas cuenta como corte solo mientras al menos esta proporción de las lecturas medidas de todos los medidores no muestre luz; si no, el medidor es incierto.</translation>
    </message>
    <message>
        <source>Reads used after the event (days)</source>
        <translation>Lecturas usadas después del evento (días)</translation>
    </message>
    <message>
        <source>A meter without power at the end of it, or of its reads, is censored.</source>
        <translation>Un medidor sin luz al final de ese plazo, o de sus lecturas, queda censurado.</translation>
    </message>
    <message>
        <source>Quality flags of estimated reads</source>
        <translation>Marcas de calidad de las lecturas estimadas</translation>
    </message>
    <message>
        <source>Separated by blanks or commas; upper or lower case. A read with such a flag is never power.</source>
        <translation>Separadas por espacios o comas; mayúsculas o minúsculas. Una lectura con esa marca nunca es luz.</translation>
    </message>
    <message>
        <source>Quality flags of missing reads</source>
        <translation>Marcas de calidad de las lecturas que faltan</translation>
    </message>
    <message>
        <source>A row with such a flag counts as no read, whatever its number.</source>
        <translation>Una fila con esa marca cuenta como lectura ausente, sea cual sea su número.</translation>
    </message>
    <message>
        <source>A time stamp names its interval's</source>
        <translation>La marca de tiempo indica, de su intervalo, el</translation>
    </message>
    <message>
        <source>auto goes by the column's name.</source>
        <translation>auto se guía por el nombre de la columna.</translation>
    </message>
    <message>
        <source>Format of the time stamps</source>
        <translation>Formato de las marcas de tiempo</translation>
    </message>
    <message>
        <source>In strptime's signs, such as %m/%d/%Y %I:%M %p; empty: found out.</source>
        <translation>Con los signos de strptime, como %m/%d/%Y %I:%M %p; vacío: se averigua.</translation>
    </message>
    <message>
        <source>Minutes of an interval</source>
        <translation>Minutos de un intervalo</translation>
    </message>
    <message>
        <source>0: found out.</source>
        <translation>0: se averigua.</translation>
    </message>
    <message>
        <source>Where the meters are</source>
        <translation>Dónde están los medidores</translation>
    </message>
    <message>
        <source>A layer or table with a row per meter: points (service points, parcels), or a column with its feeder or area. Missing or estimated reads alone are then weighed by the meters of the same feeder or area, or by the nearest ones, where at least three of them have a measured read; else by the whole city. The evidence says which.</source>
        <translation>Una capa o tabla con una fila por medidor: puntos (puntos de suministro, parcelas) o una columna con su alimentador o su zona. Las lecturas solo ausentes o estimadas se valoran entonces con los medidores del mismo alimentador o zona, o con los más cercanos, donde al menos tres de ellos tengan una lectura medida; si no, con toda la ciudad. La evidencia dice con cuáles.</translation>
    </message>
    <message>
        <source>Meter column there</source>
        <translation>Columna del medidor en esa capa</translation>
    </message>
    <message>
        <source>Needed with the layer.</source>
        <translation>Hace falta con la capa.</translation>
    </message>
    <message>
        <source>Feeder or area column there</source>
        <translation>Columna del alimentador o de la zona</translation>
    </message>
    <message>
        <source>Empty: the nearest meters by the geometry.</source>
        <translation>Vacío: los medidores más cercanos según la geometría.</translation>
    </message>
    <message>
        <source>How many nearest meters</source>
        <translation>Cuántos medidores más cercanos</translation>
    </message>
    <message>
        <source>Used where no feeder or area is given.</source>
        <translation>Se usa donde no se da alimentador ni zona.</translation>
    </message>
    <message>
        <source>Restoration times</source>
        <translation>Tiempos de restablecimiento</translation>
    </message>
    <message>
        <source>One row per meter. Confidential.</source>
        <translation>Una fila por medidor. Confidencial.</translation>
    </message>
    <message>
        <source>Restoration curve</source>
        <translation>Curva de restablecimiento</translation>
    </message>
    <message>
        <source>Counts by time slot, however small: confidential.</source>
        <translation>Recuentos por intervalo de tiempo, por pequeños que sean: confidencial.</translation>
    </message>
    <message>
        <source>Counts and settings</source>
        <translation>Recuentos y ajustes</translation>
    </message>
    <message>
        <source>Meters of each status, rows left out and why, and every setting. For the study's own records: counts may be small.</source>
        <translation>Medidores en cada estado, filas omitidas y por qué, y todos los ajustes. Para los archivos propios del estudio: los recuentos pueden ser pequeños.</translation>
    </message>
    <message>
        <source>Sensitivity to the thresholds</source>
        <translation>Sensibilidad a los umbrales</translation>
    </message>
    <message>
        <source>The whole city again with other thresholds, one changed at a time, from the same pass over the reads: meters of each status, mean hours, shares by day. For the study's own records: counts may be small.</source>
        <translation>Toda la ciudad otra vez con otros umbrales, cambiando uno cada vez, a partir de la misma lectura de los datos: medidores en cada estado, horas medias, proporciones por día. Para los archivos propios del estudio: los recuentos pueden ser pequeños.</translation>
    </message>
    <message>
        <source>Meters</source>
        <translation>Medidores</translation>
    </message>
    <message>
        <source>Rows left out</source>
        <translation>Filas omitidas</translation>
    </message>
    <message>
        <source>Meters: {status}</source>
        <translation>Medidores: {status}</translation>
    </message>
    <message>
        <source>Share restored by the end of day 2</source>
        <translation>Proporción restablecida al final del día 2</translation>
    </message>
    <message>
        <source>Share restored by the end of day 3</source>
        <translation>Proporción restablecida al final del día 3</translation>
    </message>
    <message>
        <source>Hours until half were restored</source>
        <translation>Horas hasta restablecer la mitad</translation>
    </message>
    <message>
        <source>Hours until 80 % were restored</source>
        <translation>Horas hasta restablecer el 80 %</translation>
    </message>
    <message>
        <source>Hours until 95 % were restored</source>
        <translation>Horas hasta restablecer el 95 %</translation>
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
        <translation>Las lecturas pueden ser CSV, Parquet, NEM12 o Green Button XML: un archivo, una carpeta o un patrón como reads_*.parquet. Las lecturas estimadas o ausentes nunca se toman por vuelta de la luz. Un medidor que sigue sin luz en su última lectura está censurado: sus horas son un límite inferior. Las horas son horas enteras; las medias se redondean hacia arriba. La tabla tiene los datos de un hogar en cada fila: es confidencial y no debe aparecer en ningún mapa público. Las proporciones y horas de la curva de restablecimiento cuentan desde el inicio del evento; los días son días naturales, y la fecha del evento es el día 1.</translation>
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
        <translation>CSV o Parquet; pueden darse varios, separados por punto y coma.</translation>
    </message>
    <message>
        <source>Layout</source>
        <translation>Disposición</translation>
    </message>
    <message>
        <source>events: a row is an event; outages: a row is an outage with both times; auto goes by the columns.</source>
        <translation>events: cada fila es un suceso; outages: cada fila es un corte con sus dos horas; auto se guía por las columnas.</translation>
    </message>
    <message>
        <source>Meter: column</source>
        <translation>Medidor: columna</translation>
    </message>
    <message>
        <source>Empty: found by its name; the log says which was taken.</source>
        <translation>Vacío: se busca por su nombre; el registro dice cuál se tomó.</translation>
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
        <translation>Nombre IANA.</translation>
    </message>
    <message>
        <source>Start of the event (local time)</source>
        <translation>Inicio del evento (hora local)</translation>
    </message>
    <message>
        <source>An outage must begin at or after it.</source>
        <translation>Un corte debe empezar en ese momento o después.</translation>
    </message>
    <message>
        <source>The file reports until (local time)</source>
        <translation>El archivo informa hasta (hora local)</translation>
    </message>
    <message>
        <source>Whoever has no power-on by then is censored. Empty: the last event of the file.</source>
        <translation>Quien no tenga reconexión hasta entonces queda censurado. Vacío: el último suceso del archivo.</translation>
    </message>
    <message>
        <source>Outages begin within (hours)</source>
        <translation>Los cortes empiezan dentro de (horas)</translation>
    </message>
    <message>
        <source>Counted from the start of the event.</source>
        <translation>Contadas desde el inicio del evento.</translation>
    </message>
    <message>
        <source>Shortest outage (hours)</source>
        <translation>Corte más corto (horas)</translation>
    </message>
    <message>
        <source>Shorter ones are no outages, as with meter reads.</source>
        <translation>Los más breves no son cortes, igual que con las lecturas.</translation>
    </message>
    <message>
        <source>Power is back when on for (hours)</source>
        <translation>La luz ha vuelto si dura (horas)</translation>
    </message>
    <message>
        <source>Where power is lost again sooner, the outage goes on.</source>
        <translation>Si la luz se pierde otra vez antes, el corte continúa.</translation>
    </message>
    <message>
        <source>Events used before the event (days)</source>
        <translation>Sucesos usados antes (días)</translation>
    </message>
    <message>
        <source>A power-off of longer ago is taken to have had a power-on that got lost.</source>
        <translation>Se supone que un corte más antiguo tuvo una reconexión cuyo mensaje se perdió.</translation>
    </message>
    <message>
        <source>Events used after the event (days)</source>
        <translation>Sucesos usados después (días)</translation>
    </message>
    <message>
        <source>Later ones are left out.</source>
        <translation>Los posteriores se omiten.</translation>
    </message>
    <message>
        <source>Words for power off</source>
        <translation>Palabras para corte</translation>
    </message>
    <message>
        <source>Separated by commas; compared without upper and lower case, blanks and signs.</source>
        <translation>Separadas por comas; se comparan sin mayúsculas, espacios ni signos.</translation>
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
        <translation>Con los signos de strptime; vacío: se averigua.</translation>
    </message>
    <message>
        <source>Restoration times from meter reads</source>
        <translation>Tiempos según las lecturas de medidores</translation>
    </message>
    <message>
        <source>The table of 'Restoration times from meter reads', to be reconciled with the events.</source>
        <translation>La tabla de «Tiempos de restablecimiento según los medidores», para conciliarla con los sucesos.</translation>
    </message>
    <message>
        <source>They agree within (hours)</source>
        <translation>Concuerdan dentro de (horas)</translation>
    </message>
    <message>
        <source>At both ends of the outage.</source>
        <translation>En los dos extremos del corte.</translation>
    </message>
    <message>
        <source>Restoration times</source>
        <translation>Tiempos de restablecimiento</translation>
    </message>
    <message>
        <source>One row per meter. Confidential.</source>
        <translation>Una fila por medidor. Confidencial.</translation>
    </message>
    <message>
        <source>Restoration curve</source>
        <translation>Curva de restablecimiento</translation>
    </message>
    <message>
        <source>Counts by half-hour, however small: confidential.</source>
        <translation>Recuentos por media hora, por pequeños que sean: confidencial.</translation>
    </message>
    <message>
        <source>Counts and settings</source>
        <translation>Recuentos y ajustes</translation>
    </message>
    <message>
        <source>Status counts, what was left out and why, the settings.</source>
        <translation>Recuentos por estado, lo que se omitió y por qué, y los ajustes.</translation>
    </message>
    <message>
        <source>Disagreements</source>
        <translation>Discrepancias</translation>
    </message>
    <message>
        <source>One row per meter on which events and reads differ. Confidential.</source>
        <translation>Una fila por cada medidor en que sucesos y lecturas difieren. Confidencial.</translation>
    </message>
    <message>
        <source>Meters</source>
        <translation>Medidores</translation>
    </message>
    <message>
        <source>Meters: events and reads disagree</source>
        <translation>Medidores: sucesos y lecturas no concuerdan</translation>
    </message>
    <message>
        <source>Meters: {status}</source>
        <translation>Medidores: {status}</translation>
    </message>
    <message>
        <source>Share restored by the end of day 2</source>
        <translation>Proporción restablecida al final del día 2</translation>
    </message>
    <message>
        <source>Share restored by the end of day 3</source>
        <translation>Proporción restablecida al final del día 3</translation>
    </message>
    <message>
        <source>Hours until half were restored</source>
        <translation>Horas hasta restablecer la mitad</translation>
    </message>
    <message>
        <source>Hours until 80 % were restored</source>
        <translation>Horas hasta restablecer el 80 %</translation>
    </message>
    <message>
        <source>Hours until 95 % were restored</source>
        <translation>Horas hasta restablecer el 95 %</translation>
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
        <translation>Admite los mensajes de último aliento y de encendido de los medidores inteligentes (un suceso en cada fila) o los partes de un sistema de cortes con ambas horas (un corte en cada fila). Los sucesos repetidos, sin pareja o solapados se cuentan. Los medidores sin sucesos no están en la tabla, salvo que también se den los tiempos de restablecimiento según las lecturas.
En ese caso se concilian ambos: donde concuerdan dentro de la tolerancia, se toman las horas exactas de los sucesos; donde no, las lecturas, porque en las tormentas se pierden mensajes y la energía medida no; donde las lecturas no permiten saberlo, decide un corte entre los sucesos; las viviendas vacías siguen vacías. La tabla tiene los datos de un hogar en cada fila: es confidencial.</translation>
    </message>
</context>
<context>
    <name>ServiceRequests</name>
    <message>
        <source>Service requests</source>
        <translation>Solicitudes de servicio</translation>
    </message>
    <message>
        <source>Points, or a table with longitude and latitude or addresses. Columns are found for exports of Open311, New York, San Francisco, Boston, Chicago and SeeClickFix; for others, name them under the advanced parameters. Leave it empty if the requests are a JSON or XML file.</source>
        <translation>Puntos, o una tabla con longitud y latitud o con direcciones. Las columnas se reconocen en las exportaciones de Open311, Nueva York, San Francisco, Boston, Chicago y SeeClickFix; en otras, indíquelas en los parámetros avanzados. Déjelo vacío si las solicitudes están en un archivo JSON o XML.</translation>
    </message>
    <message>
        <source>or file of service requests</source>
        <translation>o archivo de solicitudes de servicio</translation>
    </message>
    <message>
        <source>A JSON or XML file as Open311 servers (GeoReport v2) and SeeClickFix give it, in place of a layer.</source>
        <translation>Un archivo JSON o XML como los que dan los servidores Open311 (GeoReport v2) y SeeClickFix, en lugar de una capa.</translation>
    </message>
    <message>
        <source>Parcels</source>
        <translation>Parcelas</translation>
    </message>
    <message>
        <source>The parcel layer, in any coordinate system.</source>
        <translation>La capa de parcelas, en cualquier sistema de coordenadas.</translation>
    </message>
    <message>
        <source>Assessor's roll</source>
        <translation>Padrón catastral</translation>
    </message>
    <message>
        <source>Table with use codes (Florida NAL): tells homes from other parcels. Owners' columns are not read.</source>
        <translation>Tabla con códigos de uso (NAL de Florida): distingue las viviendas de otras parcelas. Las columnas de los propietarios no se leen.</translation>
    </message>
    <message>
        <source>Service points</source>
        <translation>Puntos de suministro</translation>
    </message>
    <message>
        <source>The utility's table or points of meters with address, unit and parcel: tells the household in a shared parcel.</source>
        <translation>La tabla o los puntos de medidores de la compañía con dirección, unidad y parcela: identifica el hogar en una parcela compartida.</translation>
    </message>
    <message>
        <source>Categories</source>
        <translation>Categorías</translation>
    </message>
    <message>
        <source>Categories of power requests, separated by commas (by semicolons if a name has a comma); empty takes all.</source>
        <translation>Categorías de las solicitudes por falta de luz, separadas por comas (por punto y coma si un nombre lleva coma); vacío las toma todas.</translation>
    </message>
    <message>
        <source>Start of the event (local time)</source>
        <translation>Inicio del evento (hora local)</translation>
    </message>
    <message>
        <source>When the storm arrived, on a clock in the city.</source>
        <translation>Cuándo llegó la tormenta, según un reloj de la ciudad.</translation>
    </message>
    <message>
        <source>Request window (hours)</source>
        <translation>Plazo de las solicitudes (horas)</translation>
    </message>
    <message>
        <source>Requests count as participation if made within so many hours after the start.</source>
        <translation>Las solicitudes cuentan como participación si se hicieron dentro de estas horas desde el inicio.</translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation>Zona horaria</translation>
    </message>
    <message>
        <source>IANA name of the city's zone; times with an offset are converted to it.</source>
        <translation>Nombre IANA de la zona de la ciudad; las horas con desfase se convierten a ella.</translation>
    </message>
    <message>
        <source>Tolerance (metres)</source>
        <translation>Tolerancia (metros)</translation>
    </message>
    <message>
        <source>How far a pin may lie from the nearest residential parcel, and a meter without parcel id from its parcel.</source>
        <translation>A qué distancia puede quedar un punto de la parcela residencial más cercana, y un medidor sin identificador de parcela, de su parcela.</translation>
    </message>
    <message>
        <source>Request id field</source>
        <translation>Campo del identificador de la solicitud</translation>
    </message>
    <message>
        <source>The request's number. Found by its usual names if left empty.</source>
        <translation>El número de la solicitud. Si se deja vacío, se busca por sus nombres habituales.</translation>
    </message>
    <message>
        <source>Time field</source>
        <translation>Campo de la hora</translation>
    </message>
    <message>
        <source>When the request was made. Found by its usual names if left empty.</source>
        <translation>Cuándo se hizo la solicitud. Si se deja vacío, se busca por sus nombres habituales.</translation>
    </message>
    <message>
        <source>Category field</source>
        <translation>Campo de la categoría</translation>
    </message>
    <message>
        <source>What the request is about. Found by its usual names if left empty.</source>
        <translation>De qué trata la solicitud. Si se deja vacío, se busca por sus nombres habituales.</translation>
    </message>
    <message>
        <source>Parcel id field</source>
        <translation>Campo del identificador de la parcela</translation>
    </message>
    <message>
        <source>The parcels' ids, as in the roll. Found by its usual names if left empty.</source>
        <translation>Los identificadores de las parcelas, como en el padrón. Si se deja vacío, se buscan por sus nombres habituales.</translation>
    </message>
    <message>
        <source>Matched requests</source>
        <translation>Solicitudes asignadas</translation>
    </message>
    <message>
        <source>Each request in its home's parcel, with how it was matched, how far, how surely, and what it repeats.</source>
        <translation>Cada solicitud en la parcela de su hogar, con cómo se asignó, a qué distancia, con qué seguridad y qué repite.</translation>
    </message>
    <message>
        <source>Requests to review</source>
        <translation>Solicitudes por revisar</translation>
    </message>
    <message>
        <source>The requests that no step could place, each with its reason.</source>
        <translation>Las solicitudes que ningún paso pudo ubicar, cada una con su motivo.</translation>
    </message>
    <message>
        <source>Requests read</source>
        <translation>Solicitudes leídas</translation>
    </message>
    <message>
        <source>Requests of the categories</source>
        <translation>Solicitudes de las categorías</translation>
    </message>
    <message>
        <source>Requests in the window</source>
        <translation>Solicitudes en el plazo</translation>
    </message>
    <message>
        <source>Requests matched</source>
        <translation>Solicitudes asignadas</translation>
    </message>
    <message>
        <source>Requests not matched</source>
        <translation>Solicitudes no asignadas</translation>
    </message>
    <message>
        <source>Repeated requests</source>
        <translation>Solicitudes repetidas</translation>
    </message>
    <message>
        <source>Matches a 311 export to homes, links repeated requests, and lists those to review.</source>
        <translation>Asigna una exportación del 311 a las viviendas, enlaza las solicitudes repetidas y lista las que hay que revisar.</translation>
    </message>
    <message>
        <source>Each request takes the first step that tells its home: parcel or meter id, exact address, likeliest address with the same house number, the residential parcel around its point, the nearest residential parcel within the tolerance. Where another is about as near, the point has to stand squarely before its own: in the middle half of its frontage, the others beside it on the same side of the street. Repeated requests of a household are linked, never deleted. Requests that cannot be placed go to the second output, each with its reason.

Both outputs hold household data: keep them confidential.</source>
        <translation>Cada solicitud toma el primer paso que revela su vivienda: identificador de parcela o medidor, dirección exacta, dirección más probable con el mismo número, la parcela residencial que rodea su punto, la parcela residencial más cercana dentro de la tolerancia. Donde otra está casi igual de cerca, el punto tiene que estar claramente delante de la suya: en la mitad central de su frente, con las demás a su lado en la misma acera. Las solicitudes repetidas de un hogar se enlazan, nunca se borran. Las que no se pueden ubicar van a la segunda salida, cada una con su motivo.

Ambas salidas contienen datos de hogares: manténgalas confidenciales.</translation>
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
        <translation>El extracto estatal de Florida (separado por tabuladores, 38 campos, sin encabezado) o el de un condado de Voter Focus (separado por comas, con encabezado), o cualquier tabla delimitada de personas con encabezado (disposición «table»). Solo se lee.</translation>
    </message>
    <message>
        <source>Layout</source>
        <translation>Disposición</translation>
    </message>
    <message>
        <source>auto tells Florida's layouts apart by the file's first line. 'table' is any other: name its columns.</source>
        <translation>auto distingue las disposiciones de Florida por la primera línea del archivo. «table» es cualquier otra: indique sus columnas.</translation>
    </message>
    <message>
        <source>Address column</source>
        <translation>Columna de la dirección</translation>
    </message>
    <message>
        <source>Layout 'table' only. Street address; several columns, by commas, are joined.</source>
        <translation>Solo con la disposición «table». Dirección postal; varias columnas, separadas por comas, se juntan.</translation>
    </message>
    <message>
        <source>Unit column</source>
        <translation>Columna de la unidad</translation>
    </message>
    <message>
        <source>Layout 'table' only. Apartment or unit, if it stands apart from the address.</source>
        <translation>Solo con la disposición «table». Apartamento o unidad, si no va en la dirección.</translation>
    </message>
    <message>
        <source>Race column</source>
        <translation>Columna de la raza</translation>
    </message>
    <message>
        <source>Layout 'table' only. Race, or race and ethnicity in one.</source>
        <translation>Solo con la disposición «table». Raza, o raza y origen étnico en una sola.</translation>
    </message>
    <message>
        <source>Ethnicity column</source>
        <translation>Columna del origen étnico</translation>
    </message>
    <message>
        <source>Layout 'table' only. Hispanic or not, if it stands apart from race.</source>
        <translation>Solo con la disposición «table». Hispano o no, si va aparte de la raza.</translation>
    </message>
    <message>
        <source>Birth column</source>
        <translation>Columna del nacimiento</translation>
    </message>
    <message>
        <source>Layout 'table' only. Date of birth, year of birth, or age at the event.</source>
        <translation>Solo con la disposición «table». Fecha de nacimiento, año de nacimiento o edad en el evento.</translation>
    </message>
    <message>
        <source>Person id column</source>
        <translation>Columna del identificador de la persona</translation>
    </message>
    <message>
        <source>Layout 'table' only. Repeated people are counted once.</source>
        <translation>Solo con la disposición «table». Las personas repetidas se cuentan una vez.</translation>
    </message>
    <message>
        <source>Status column</source>
        <translation>Columna del estado</translation>
    </message>
    <message>
        <source>Layout 'table' only. Active or inactive; without it everybody is active.</source>
        <translation>Solo con la disposición «table». Activo o inactivo; sin ella, todas las personas están activas.</translation>
    </message>
    <message>
        <source>ZIP code column</source>
        <translation>Columna del código postal</translation>
    </message>
    <message>
        <source>Layout 'table' only. Tells addresses of two towns with the same streets.</source>
        <translation>Solo con la disposición «table». Distingue direcciones de dos poblaciones con las mismas calles.</translation>
    </message>
    <message>
        <source>Values for non-Hispanic white</source>
        <translation>Valores para blanco no hispano</translation>
    </message>
    <message>
        <source>Layout 'table' only. In the race column. Separated by semicolons; usual codes and words if empty.</source>
        <translation>Solo con la disposición «table». En la columna de la raza. Separados por punto y coma; si se deja vacío, códigos y palabras habituales.</translation>
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
        <translation>Solo con la disposición «table». En la columna de la raza, además del vacío. Separados por punto y coma; si se deja vacío, códigos y palabras habituales.</translation>
    </message>
    <message>
        <source>Values for Hispanic</source>
        <translation>Valores para hispano</translation>
    </message>
    <message>
        <source>Layout 'table' only. In the ethnicity column. Separated by semicolons; usual codes and words if empty.</source>
        <translation>Solo con la disposición «table». En la columna del origen étnico. Separados por punto y coma; si se deja vacío, códigos y palabras habituales.</translation>
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
        <translation>Solo con la disposición «table». En la columna del estado. Separados por punto y coma; si se deja vacío, códigos y palabras habituales.</translation>
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
        <translation>Las edades se cuentan en este día.</translation>
    </message>
    <message>
        <source>Use inactive voters too</source>
        <translation>Usar también los votantes inactivos</translation>
    </message>
    <message>
        <source>Inactive voters are registered, but mail to their address came back: many have moved.</source>
        <translation>Los votantes inactivos están inscritos, pero se devolvió el correo enviado a su dirección: muchos se han mudado.</translation>
    </message>
    <message>
        <source>Race 'Other' counts as minority</source>
        <translation>La raza «Otra» cuenta como minoría</translation>
    </message>
    <message>
        <source>Florida's race code 6. If not, these voters count as known and not minority.</source>
        <translation>El código de raza 6 de Florida. Si no, estos votantes cuentan como de raza conocida y no minoritaria.</translation>
    </message>
    <message>
        <source>Household composition</source>
        <translation>Composición de los hogares</translation>
    </message>
    <message>
        <source>A table with one row per address and unit. Confidential.</source>
        <translation>Una tabla con una fila por dirección y unidad. Confidencial.</translation>
    </message>
    <message>
        <source>Voters read</source>
        <translation>Votantes leídos</translation>
    </message>
    <message>
        <source>Voters used</source>
        <translation>Votantes usados</translation>
    </message>
    <message>
        <source>Protected voters left out</source>
        <translation>Votantes protegidos omitidos</translation>
    </message>
    <message>
        <source>Households</source>
        <translation>Hogares</translation>
    </message>
    <message>
        <source>Used voters of unknown race</source>
        <translation>Votantes usados de raza desconocida</translation>
    </message>
    <message>
        <source>Turns a voter extract into one row per household: voters, minority share, shares by age.</source>
        <translation>Convierte un extracto del padrón electoral en una fila por hogar: votantes, proporción minoritaria, proporciones por edad.</translation>
    </message>
    <message>
        <source>A household is all voters at one residence address and unit. The minority share is that of voters who are not non-Hispanic white, among those whose race is known; unknown race is missing, never minority. Ages are counted at the event's date. Voters protected by a public records exemption are counted and left out. The table holds addresses: it is confidential and not for publication. Voters are not all residents: households without a registered voter do not appear.</source>
        <translation>Un hogar son todos los votantes de una misma dirección y unidad de residencia. La proporción minoritaria es la de los votantes que no son blancos no hispanos, entre aquellos cuya raza se conoce; la raza desconocida es un valor ausente, nunca minoría. Las edades se cuentan en la fecha del evento. Los votantes protegidos por una exención de los registros públicos se cuentan y se omiten. La tabla contiene direcciones: es confidencial y no debe publicarse. Los votantes no son todos los residentes: los hogares sin votantes inscritos no aparecen.</translation>
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
        <translation>Polígonos con GEOID de 12 cifras, como los grupos de manzanas TIGER/Line de la Oficina del Censo.</translation>
    </message>
    <message>
        <source>Folder of the census tables</source>
        <translation>Carpeta de las tablas del censo</translation>
    </message>
    <message>
        <source>A folder; other files in it are passed over. A single file (CSV, JSON or the downloaded zip) works too.</source>
        <translation>Una carpeta; los demás archivos que haya en ella se pasan por alto. También vale un solo archivo (CSV, JSON o el zip descargado).</translation>
    </message>
    <message>
        <source>Field with the GEOID</source>
        <translation>Campo con el GEOID</translation>
    </message>
    <message>
        <source>If empty, found by name: GEOID, GEOID10, GEOID20, GEOIDFQ, AFFGEOID.</source>
        <translation>Si se deja vacío, se busca por su nombre: GEOID, GEOID10, GEOID20, GEOIDFQ, AFFGEOID.</translation>
    </message>
    <message>
        <source>Go on when tables are missing</source>
        <translation>Continuar si faltan tablas</translation>
    </message>
    <message>
        <source>The indicators of missing tables stay empty. Households without all of them drop out of the models.</source>
        <translation>Los indicadores de las tablas que faltan quedan vacíos. Los hogares que no los tengan todos salen de los modelos.</translation>
    </message>
    <message>
        <source>Renters are</source>
        <translation>Los inquilinos son</translation>
    </message>
    <message>
        <source>households: the share of occupied housing units that are rented (B25003). people: the share of people in occupied units who live in a rented one (B25008). The two differ, since households of renters are smaller or larger; say which one a report means.</source>
        <translation>households: la proporción de viviendas ocupadas que están alquiladas (B25003). people: la proporción de personas en viviendas ocupadas que viven en una alquilada (B25008). Difieren, porque los hogares de inquilinos son más pequeños o más grandes; diga en el informe cuál se usa.</translation>
    </message>
    <message>
        <source>Block group indicators</source>
        <translation>Indicadores por grupo de manzanas</translation>
    </message>
    <message>
        <source>The block groups in their own coordinate system, with their indicators. Contains public figures only.</source>
        <translation>Los grupos de manzanas en su propio sistema de coordenadas, con sus indicadores. Solo contiene cifras públicas.</translation>
    </message>
    <message>
        <source>Block groups without income</source>
        <translation>Grupos de manzanas sin ingreso</translation>
    </message>
    <message>
        <source>Median incomes that are a bound</source>
        <translation>Ingresos medianos que son un límite</translation>
    </message>
    <message>
        <source>Block groups not in the tables</source>
        <translation>Grupos de manzanas que no están en las tablas</translation>
    </message>
    <message>
        <source>Joins census tables to block groups: median income, density, education, renters, minority residents, with their margins of error.</source>
        <translation>Une tablas del censo a los grupos de manzanas: ingreso mediano, densidad, educación, inquilinos y población minoritaria, con sus márgenes de error.</translation>
    </message>
    <message>
        <source>Tables of the American Community Survey for block groups: B19013 (income), B01003 (population), B15003 (education), B25003 (owners and renters), B03002 (Hispanic origin by race), as data.census.gov delivers them, in the layout of the Census API, or as plain CSV. They are told by their column codes, not by their names.

The codes that the Census prints in place of a value become missing; open-ended medians ('250,000+') become their bound and are flagged. Renters are households (occupied housing units) if not chosen otherwise. Margins are of 90 %.

Tables up to 2019 use the block groups of 2010, later ones those of 2020: the other vintage is refused.</source>
        <translation>Tablas de la American Community Survey por grupo de manzanas: B19013 (ingreso), B01003 (población), B15003 (educación), B25003 (propietarios e inquilinos), B03002 (origen hispano por raza), tal como las entrega data.census.gov, con la disposición de la API del Censo o como CSV sencillo. Se reconocen por los códigos de sus columnas, no por sus nombres.

Los códigos que el Censo imprime en lugar de un valor pasan a ser valores ausentes; las medianas abiertas («250,000+») toman su límite y quedan marcadas. Los inquilinos son hogares (viviendas ocupadas) si no se elige otra cosa. Los márgenes son del 90 %.

Las tablas hasta 2019 usan los grupos de manzanas de 2010; las posteriores, los de 2020: la otra edición se rechaza.</translation>
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
        <translation>La salida de «Tiempos de restablecimiento».</translation>
    </message>
    <message>
        <source>Service points</source>
        <translation>Puntos de suministro</translation>
    </message>
    <message>
        <source>From the utility's customer system: meter id, service address, unit, parcel id, customer class, a table or points. Columns are found by their usual names.</source>
        <translation>Del sistema de clientes de la compañía: identificador del medidor, dirección del suministro, unidad, identificador de la parcela, clase de cliente; una tabla o puntos. Las columnas se buscan por sus nombres habituales.</translation>
    </message>
    <message>
        <source>Parcels</source>
        <translation>Parcelas</translation>
    </message>
    <message>
        <source>The parcel layer; needs a coordinate system.</source>
        <translation>La capa de parcelas; necesita un sistema de coordenadas.</translation>
    </message>
    <message>
        <source>Assessor's roll</source>
        <translation>Padrón catastral</translation>
    </message>
    <message>
        <source>Use code and year built. Owners' columns are not read.</source>
        <translation>Código de uso y año de construcción. Las columnas de los propietarios no se leen.</translation>
    </message>
    <message>
        <source>Service requests</source>
        <translation>Solicitudes de servicio</translation>
    </message>
    <message>
        <source>The output of 'Service requests'.</source>
        <translation>La salida de «Solicitudes de servicio».</translation>
    </message>
    <message>
        <source>Requests to review</source>
        <translation>Solicitudes por revisar</translation>
    </message>
    <message>
        <source>The second output of 'Service requests'. They count for their block group's community requests.</source>
        <translation>La segunda salida de «Solicitudes de servicio». Cuentan para las solicitudes de la comunidad de su grupo de manzanas.</translation>
    </message>
    <message>
        <source>Household composition</source>
        <translation>Composición de los hogares</translation>
    </message>
    <message>
        <source>The output of 'Household composition'.</source>
        <translation>La salida de «Composición de los hogares».</translation>
    </message>
    <message>
        <source>Block group indicators</source>
        <translation>Indicadores por grupo de manzanas</translation>
    </message>
    <message>
        <source>The output of 'Block group indicators'.</source>
        <translation>La salida de «Indicadores por grupo de manzanas».</translation>
    </message>
    <message>
        <source>Parcel id field</source>
        <translation>Campo del identificador de la parcela</translation>
    </message>
    <message>
        <source>Field of the parcel layer with the parcel id; found by its usual names if empty.</source>
        <translation>Campo de la capa de parcelas con el identificador de la parcela; si se deja vacío, se busca por sus nombres habituales.</translation>
    </message>
    <message>
        <source>Start of the event</source>
        <translation>Inicio del evento</translation>
    </message>
    <message>
        <source>Local time. The age of a house is this year less the year in which it was built.</source>
        <translation>Hora local. La antigüedad de una casa es este año menos el año en que se construyó.</translation>
    </message>
    <message>
        <source>Geometry</source>
        <translation>Geometría</translation>
    </message>
    <message>
        <source>A point inside the parcel, or the parcel itself.</source>
        <translation>Un punto dentro de la parcela, o la parcela misma.</translation>
    </message>
    <message>
        <source>Tolerance (metres)</source>
        <translation>Tolerancia (metros)</translation>
    </message>
    <message>
        <source>How far a meter without parcel id and known address may lie from its parcel.</source>
        <translation>A qué distancia de su parcela puede quedar un medidor sin identificador de parcela ni dirección conocida.</translation>
    </message>
    <message>
        <source>Household study table</source>
        <translation>Tabla de hogares del estudio</translation>
    </message>
    <message>
        <source>One row per household. Confidential.</source>
        <translation>Una fila por hogar. Confidencial.</translation>
    </message>
    <message>
        <source>Sample flow</source>
        <translation>Flujo de la muestra</translation>
    </message>
    <message>
        <source>From the meters in the reads to the rows that the models use: how many are lost at each step, and why.</source>
        <translation>De los medidores de las lecturas a las filas que usan los modelos: cuántos se pierden en cada paso, y por qué.</translation>
    </message>
    <message>
        <source>Sample flow by group and participation</source>
        <translation>Flujo de la muestra por grupo y participación</translation>
    </message>
    <message>
        <source>The same numbers by minority group and participation. Confidential.</source>
        <translation>Los mismos números por grupo minoritario y participación. Confidencial.</translation>
    </message>
    <message>
        <source>Households kept against those left out</source>
        <translation>Hogares conservados frente a los omitidos</translation>
    </message>
    <message>
        <source>How unlike those left out at each step are: means, standardized differences (marked above 0.1) and t-tests, variable by variable; last, the complete households that lost power against the incomplete. Confidential.</source>
        <translation>Cuánto se diferencian los omitidos en cada paso: medias, diferencias estandarizadas (marcadas por encima de 0,1) y pruebas t, variable por variable; al final, los hogares completos que perdieron la luz frente a los incompletos. Confidencial.</translation>
    </message>
    <message>
        <source>Requests and homes without voters</source>
        <translation>Solicitudes y viviendas sin votantes</translation>
    </message>
    <message>
        <source>By block group: requests per 100 customers, and the share of homes without registered voters. Confidential.</source>
        <translation>Por grupo de manzanas: solicitudes por cada 100 clientes y proporción de viviendas sin votantes inscritos. Confidencial.</translation>
    </message>
    <message>
        <source>How meters were placed</source>
        <translation>Cómo se ubicaron los medidores</translation>
    </message>
    <message>
        <source>How many meters were placed by parcel id, address and position, and how many of them the study uses. Confidential.</source>
        <translation>Cuántos medidores se ubicaron por identificador de parcela, dirección y posición, y cuántos de ellos usa el estudio. Confidencial.</translation>
    </message>
    <message>
        <source>Meters to review</source>
        <translation>Medidores por revisar</translation>
    </message>
    <message>
        <source>The meters that could not be placed, each with its reason. Confidential.</source>
        <translation>Los medidores que no se pudieron ubicar, cada uno con su motivo. Confidencial.</translation>
    </message>
    <message>
        <source>Requests that came when power was back</source>
        <translation>Solicitudes que llegaron cuando la luz ya había vuelto</translation>
    </message>
    <message>
        <source>Households whose every request came when power was back</source>
        <translation>Hogares cuyas solicitudes llegaron todas cuando la luz ya había vuelto</translation>
    </message>
    <message>
        <source>Households</source>
        <translation>Hogares</translation>
    </message>
    <message>
        <source>Households that the models use</source>
        <translation>Hogares que usan los modelos</translation>
    </message>
    <message>
        <source>Households that asked for help</source>
        <translation>Hogares que pidieron ayuda</translation>
    </message>
    <message>
        <source>of them, not used by the models</source>
        <translation>de ellos, no usados por los modelos</translation>
    </message>
    <message>
        <source>Meters placed by parcel id</source>
        <translation>Medidores ubicados por identificador de parcela</translation>
    </message>
    <message>
        <source>Meters placed by address</source>
        <translation>Medidores ubicados por dirección</translation>
    </message>
    <message>
        <source>Meters placed by position</source>
        <translation>Medidores ubicados por posición</translation>
    </message>
    <message>
        <source>Meters that several parcels would do for</source>
        <translation>Medidores para los que valdrían varias parcelas</translation>
    </message>
    <message>
        <source>Meters that no parcel was found for</source>
        <translation>Medidores para los que no se halló parcela</translation>
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
        <source>Meters are placed by the service points (the utility's customer system): on their parcel by its id, else by the service address, else by the meter's position, if one parcel alone is meant; to their voters by address and unit, to their block group by where the parcel lies. Each home with a meter gets a row, also if it did not lose power or lacks a value; the sample flow says how many households each later requirement leaves out, and how many of those had asked for help.

The table is confidential: a row is a household.</source>
        <translation>Los medidores se ubican mediante los puntos de suministro (el sistema de clientes de la compañía): en su parcela por su identificador; si no, por la dirección del suministro; si no, por la posición del medidor, cuando solo puede tratarse de una parcela; con sus votantes, por dirección y unidad; en su grupo de manzanas, por el lugar de la parcela. Cada vivienda con medidor recibe una fila, aunque no haya perdido la luz o le falte un valor; el flujo de la muestra dice cuántos hogares deja fuera cada requisito posterior, y cuántos de ellos habían pedido ayuda.

La tabla es confidencial: cada fila es un hogar.</translation>
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
        <translation>La salida de «Conjunto de datos del estudio».</translation>
    </message>
    <message>
        <source>Households to draw</source>
        <translation>Hogares por sortear</translation>
    </message>
    <message>
        <source>How many households that did not ask for help; all of them if there are no more.</source>
        <translation>Cuántos hogares que no pidieron ayuda; todos ellos si no hay más.</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Semilla</translation>
    </message>
    <message>
        <source>The same seed draws the same households again.</source>
        <translation>La misma semilla sortea otra vez los mismos hogares.</translation>
    </message>
    <message>
        <source>Household sample</source>
        <translation>Muestra de hogares</translation>
    </message>
    <message>
        <source>The study table's rows of the sample with their sampling weights. Confidential.</source>
        <translation>Las filas de la muestra en la tabla del estudio, con sus pesos muestrales. Confidencial.</translation>
    </message>
    <message>
        <source>Balance of the sample</source>
        <translation>Equilibrio de la muestra</translation>
    </message>
    <message>
        <source>The drawn against all who did not ask, variable by variable: means and two-sample t-tests.</source>
        <translation>Los sorteados frente a todos los que no pidieron, variable por variable: medias y pruebas t de dos muestras.</translation>
    </message>
    <message>
        <source>Households that asked for help</source>
        <translation>Hogares que pidieron ayuda</translation>
    </message>
    <message>
        <source>Households drawn</source>
        <translation>Hogares sorteados</translation>
    </message>
    <message>
        <source>Households drawn from</source>
        <translation>Hogares entre los que se sortea</translation>
    </message>
    <message>
        <source>To subtract from a logit's intercept</source>
        <translation>Para restar de la constante de un logit</translation>
    </message>
    <message>
        <source>Share of all households that asked (tau)</source>
        <translation>Proporción de todos los hogares que pidió ayuda (tau)</translation>
    </message>
    <message>
        <source>Share of the sample that asked</source>
        <translation>Proporción de la muestra que pidió ayuda</translation>
    </message>
    <message>
        <source>Households that each drawn one stands for</source>
        <translation>Hogares a los que representa cada sorteado</translation>
    </message>
    <message>
        <source>Variables in which the drawn differ (5 % level)</source>
        <translation>Variables en las que los sorteados difieren (nivel del 5 %)</translation>
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
        <translation>El estudio de referencia sorteó 3.000 hogares más porque su programa no podía con toda la ciudad. El complemento no necesita muestra; sortee una para repetir aquel estudio o para ver cuánto dependen sus resultados del sorteo.

Se sortea entre los hogares que usan los modelos: los que perdieron la luz y tienen todos los valores. En la muestra, quienes pidieron ayuda son mucho más frecuentes que en la ciudad. Las pendientes del modelo 1 no cambian por eso; su constante es demasiado alta en la corrección que se da como salida, y las medias o predicciones necesitan el peso muestral.</translation>
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
        <translation>Lo que crea «Conjunto de datos del estudio»: una fila por hogar, con sus horas, sus covariables y su grupo de manzanas.</translation>
    </message>
    <message>
        <source>Standard errors</source>
        <translation>Errores estándar</translation>
    </message>
    <message>
        <source>cluster: households of one block group may be alike (recommended, since half of the predictors are values of block groups). robust: households are independent. classical: as in the study.</source>
        <translation>cluster: los hogares de un grupo de manzanas pueden parecerse (recomendado, pues la mitad de los predictores son valores de grupos de manzanas). robust: los hogares son independientes. classical: como en el estudio.</translation>
    </message>
    <message>
        <source>Cluster field</source>
        <translation>Campo de conglomerados</translation>
    </message>
    <message>
        <source>Which households belong together; used with clustered standard errors.</source>
        <translation>Qué hogares van juntos; se usa con los errores estándar por conglomerados.</translation>
    </message>
    <message>
        <source>Use sampling weights</source>
        <translation>Usar los pesos muestrales</translation>
    </message>
    <message>
        <source>Weighs each household by sampling_weight, so that a case-control sample speaks of the whole city. Needs robust or clustered standard errors.</source>
        <translation>Pondera cada hogar con sampling_weight, para que una muestra de casos y controles hable de toda la ciudad. Necesita errores estándar robustos o por conglomerados.</translation>
    </message>
    <message>
        <source>Clustered errors and few clusters</source>
        <translation>Errores agrupados y pocos grupos</translation>
    </message>
    <message>
        <source>cr2: bias-reduced (Bell and McCaffrey), with degrees of freedom for each coefficient (Satterthwaite), so that intervals hold what they promise also where clusters are few or unequal, or a column is the same for a whole cluster. standard: the factor G / (G - 1) for G clusters and t with G - 1 degrees of freedom, as Stata. jackknife: each cluster left out in turn (CR3), t with G - 1.</source>
        <translation>cr2: con sesgo reducido (Bell y McCaffrey) y grados de libertad para cada coeficiente (Satterthwaite), de modo que los intervalos cumplen lo que prometen también con pocos conglomerados, con conglomerados desiguales o cuando una columna vale lo mismo en todo un conglomerado. standard: el factor G / (G - 1) para G conglomerados y t con G - 1 grados de libertad, como Stata. jackknife: se omite cada conglomerado por turno (CR3), t con G - 1.</translation>
    </message>
    <message>
        <source>If columns tell the outcome without error</source>
        <translation>Si hay columnas que predicen el resultado sin error</translation>
    </message>
    <message>
        <source>refuse: say which columns, and fit nothing. firth: fit a logit by Firth's penalised likelihood, whose estimates are finite; other logits stay maximum likelihood.</source>
        <translation>refuse: dice qué columnas son y no ajusta nada. firth: ajusta el logit por la verosimilitud penalizada de Firth, cuyas estimaciones son finitas; los demás logits siguen siendo de máxima verosimilitud.</translation>
    </message>
    <message>
        <source>Bootstrap draws</source>
        <translation>Repeticiones del bootstrap</translation>
    </message>
    <message>
        <source>For the table of contrasts by bootstrap.</source>
        <translation>Para la tabla de contrastes por bootstrap.</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Semilla</translation>
    </message>
    <message>
        <source>The same seed draws the same block groups again.</source>
        <translation>La misma semilla vuelve a sortear los mismos grupos de manzanas.</translation>
    </message>
    <message>
        <source>Block groups</source>
        <translation>Grupos de manzanas</translation>
    </message>
    <message>
        <source>Polygons, for the tests of dependence between block groups that touch.</source>
        <translation>Polígonos, para las pruebas de dependencia entre grupos de manzanas contiguos.</translation>
    </message>
    <message>
        <source>Id of the block group</source>
        <translation>Identificador del grupo de manzanas</translation>
    </message>
    <message>
        <source>Field with the ids that the cluster field holds. If empty, it is found by name (block_group, GEOID and the like).</source>
        <translation>Campo con los identificadores que contiene el campo de agrupación. Si está vacío, se busca por su nombre (block_group, GEOID y similares).</translation>
    </message>
    <message>
        <source>Coefficients</source>
        <translation>Coeficientes</translation>
    </message>
    <message>
        <source>One row per model and term.</source>
        <translation>Una fila por modelo y término.</translation>
    </message>
    <message>
        <source>Contrasts</source>
        <translation>Contrastes</translation>
    </message>
    <message>
        <source>One row per question: percent, interval, and a sentence.</source>
        <translation>Una fila por pregunta: porcentaje, intervalo y una frase.</translation>
    </message>
    <message>
        <source>Measures of fit</source>
        <translation>Medidas de ajuste</translation>
    </message>
    <message>
        <source>One row per model and measure.</source>
        <translation>Una fila por modelo y medida.</translation>
    </message>
    <message>
        <source>Adjusted hours and probabilities</source>
        <translation>Horas y probabilidades ajustadas</translation>
    </message>
    <message>
        <source>One row per group and per difference, in hours or as probability, averaged over the households and weighted to the city; then every term's average marginal effect.</source>
        <translation>Una fila por grupo y por diferencia, en horas o como probabilidad, promediada sobre los hogares y ponderada a la ciudad; después, el efecto marginal medio de cada término.</translation>
    </message>
    <message>
        <source>Verdicts on the hypotheses</source>
        <translation>Veredictos sobre las hipótesis</translation>
    </message>
    <message>
        <source>One row per hypothesis, corrected for all tests.</source>
        <translation>Una fila por hipótesis, corregida por todas las pruebas.</translation>
    </message>
    <message>
        <source>Standard errors side by side</source>
        <translation>Errores estándar lado a lado</translation>
    </message>
    <message>
        <source>Classical, robust and clustered by each correction, with the degrees of freedom of CR2.</source>
        <translation>Clásicos, robustos y por conglomerados con cada corrección, con los grados de libertad de CR2.</translation>
    </message>
    <message>
        <source>Diagnostics</source>
        <translation>Diagnósticos</translation>
    </message>
    <message>
        <source>One row per model and check, each with a light, what it means and what to do. Takes longer than the models themselves. Points or parcels in the study table add Moran's I.</source>
        <translation>Una fila por modelo y comprobación, cada una con un semáforo, qué significa y qué hacer. Tarda más que los propios modelos. Puntos o parcelas en la tabla del estudio añaden la I de Moran.</translation>
    </message>
    <message>
        <source>Households with expected hours (confidential)</source>
        <translation>Hogares con horas esperadas (confidencial)</translation>
    </message>
    <message>
        <source>The households used, with the hours that Model 3 expects, what is beyond, and Model 1's probability of asking. Household data: not for publication.</source>
        <translation>Los hogares usados, con las horas que espera el modelo 3, lo que las excede y la probabilidad de pedir ayuda según el modelo 1. Datos de hogares: no publicar.</translation>
    </message>
    <message>
        <source>Counts observed and expected</source>
        <translation>Recuentos observados y esperados</translation>
    </message>
    <message>
        <source>Rows by count, for a hanging rootogram; no bin is below 11.</source>
        <translation>Filas por recuento, para un rootograma colgante; ningún intervalo tiene menos de 11.</translation>
    </message>
    <message>
        <source>Quantiles of the residuals</source>
        <translation>Cuantiles de los residuos</translation>
    </message>
    <message>
        <source>Randomized quantile residuals beside the normal's quantiles, with the band that chance leaves.</source>
        <translation>Residuos cuantílicos aleatorizados junto a los cuantiles de la normal, con la banda que deja el azar.</translation>
    </message>
    <message>
        <source>Calibration by tenths</source>
        <translation>Calibración por décimas</translation>
    </message>
    <message>
        <source>Share with the outcome and mean probability by tenths of the probability, of logits.</source>
        <translation>Proporción con el resultado y probabilidad media por décimas de la probabilidad, de los logits.</translation>
    </message>
    <message>
        <source>Whether terms bend</source>
        <translation>Si los términos se curvan</translation>
    </message>
    <message>
        <source>Each number by a restricted cubic spline: the test that it adds nothing, and what becomes of the first coefficient. Fits every model again for each of its numbers.</source>
        <translation>Cada número con un spline cúbico restringido: la prueba de que no añade nada y qué pasa con el primer coeficiente. Vuelve a ajustar cada modelo para cada uno de sus números.</translation>
    </message>
    <message>
        <source>Contrasts by bootstrap</source>
        <translation>Contrastes por bootstrap</translation>
    </message>
    <message>
        <source>Every contrast's interval from draws of whole block groups, in percent and in hours, beside that of the standard errors. 999 draws of a city of 80,000 households take about seven minutes.</source>
        <translation>El intervalo de cada contraste a partir de sorteos de grupos de manzanas enteros, en porcentaje y en horas, junto al de los errores estándar. 999 sorteos de una ciudad de 80 000 hogares tardan unos siete minutos.</translation>
    </message>
    <message>
        <source>Dependence between block groups that touch</source>
        <translation>Dependencia entre grupos contiguos</translation>
    </message>
    <message>
        <source>Moran's I of the mean residuals, and Lagrange multiplier tests of spatial lag and error with their robust forms. Needs the block groups' polygons.</source>
        <translation>La I de Moran de los residuos medios y las pruebas de multiplicadores de Lagrange de retardo y de error espacial, con sus formas robustas. Necesita los polígonos de los grupos de manzanas.</translation>
    </message>
    <message>
        <source>E-values</source>
        <translation>Valores E</translation>
    </message>
    <message>
        <source>How strongly something that the models do not know would have to go with both sides of a contrast to explain it away.</source>
        <translation>Con qué fuerza tendría que ir algo que los modelos no conocen con ambos lados de un contraste para explicarlo por completo.</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Informe</translation>
    </message>
    <message>
        <source>HTML files (*.html)</source>
        <translation>Archivos HTML (*.html)</translation>
    </message>
    <message>
        <source>The regression table in the layout of the study's Table 4, the contrasts in words and in hours, the verdicts on the hypotheses, and the diagnostics if they are asked for.</source>
        <translation>La tabla de regresión con la disposición de la tabla 4 del estudio, los contrastes en palabras y en horas, los veredictos sobre las hipótesis y, si se piden, los diagnósticos.</translation>
    </message>
    <message>
        <source>Table as CSV</source>
        <translation>Tabla en CSV</translation>
    </message>
    <message>
        <source>CSV files (*.csv)</source>
        <translation>Archivos CSV (*.csv)</translation>
    </message>
    <message>
        <source>The regression table, four columns per model.</source>
        <translation>La tabla de regresión, cuatro columnas por modelo.</translation>
    </message>
    <message>
        <source>Table as LaTeX</source>
        <translation>Tabla en LaTeX</translation>
    </message>
    <message>
        <source>LaTeX files (*.tex)</source>
        <translation>Archivos LaTeX (*.tex)</translation>
    </message>
    <message>
        <source>The regression table; needs the package booktabs.</source>
        <translation>La tabla de regresión; necesita el paquete booktabs.</translation>
    </message>
    <message>
        <source>Households used</source>
        <translation>Hogares usados</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelos</translation>
    </message>
    <message>
        <source>Clusters</source>
        <translation>Conglomerados</translation>
    </message>
    <message>
        <source>Minority households' waits among those that did not ask, percent (Model 3)</source>
        <translation>Espera de los hogares minoritarios entre los que no pidieron ayuda, en porcentaje (modelo 3)</translation>
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
        <source>Model 1 is a logit of asking for help; Models 2 to 5 are negative binomial models of the hours to restoration. All use the same households: those that lost power and have every value that any of the models needs. Tables give the coefficient AND its exponential (odds ratio, incidence rate ratio); the study's Table 4 prints coefficients under the name of ratios. Its pseudo R² is Nagelkerke's; McFadden's is far smaller for hours. Community requests are the block group's total, the household's own included, as in the study. A minority household is one whose minority share is 1, compared with one whose share is 0.

Clustered standard errors are bias-reduced (CR2), as in R's clubSandwich, and each interval and p has degrees of freedom of its own (Satterthwaite): many for what varies within block groups, fewer for what varies between them only. They are among the standard errors side by side; below 4 a p value cannot be trusted, and that is said. A column that a single block group alone tells has no clustered error and is refused. All results are associations between like households, not effects of asking.</source>
        <translation>El modelo 1 es un logit de pedir ayuda; los modelos 2 a 5 son modelos binomiales negativos de las horas hasta el restablecimiento. Todos usan los mismos hogares: los que perdieron la luz y tienen todos los valores que necesita alguno de los modelos. Las tablas dan el coeficiente Y su exponencial (razón de momios, razón de tasas de incidencia); la tabla 4 del estudio imprime coeficientes con el nombre de razones. Su pseudo R² es el de Nagelkerke; el de McFadden es mucho menor para las horas. Las solicitudes de la comunidad son el total del grupo de manzanas, incluida la del propio hogar, como en el estudio. Un hogar minoritario es uno cuya proporción minoritaria es 1, comparado con uno cuya proporción es 0.

Los errores estándar por conglomerados llevan reducción de sesgo (CR2), como en clubSandwich de R, y cada intervalo y cada p tiene sus propios grados de libertad (Satterthwaite): muchos para lo que varía dentro de los grupos de manzanas, menos para lo que solo varía entre ellos. Están entre los errores estándar lado a lado; por debajo de 4 no se puede confiar en un valor p, y se dice. Una columna que un solo grupo de manzanas da a conocer no tiene error por conglomerados y se rechaza. Todos los resultados son asociaciones entre hogares semejantes, no efectos de pedir ayuda.</translation>
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
        <translation>Cualquier capa o tabla.</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Resultado</translation>
    </message>
    <message>
        <source>0 or 1 for a logit, whole counts for the other two.</source>
        <translation>0 o 1 para un logit; números enteros para los otros dos.</translation>
    </message>
    <message>
        <source>Predictors</source>
        <translation>Predictores</translation>
    </message>
    <message>
        <source>Fields that may go with the outcome, numbers or categories.</source>
        <translation>Campos que pueden ir con el resultado, números o categorías.</translation>
    </message>
    <message>
        <source>Cluster field</source>
        <translation>Campo de conglomerados</translation>
    </message>
    <message>
        <source>Which rows belong together, such as the block group.</source>
        <translation>Qué filas van juntas, como las de un grupo de manzanas.</translation>
    </message>
    <message>
        <source>Weight field</source>
        <translation>Campo de pesos</translation>
    </message>
    <message>
        <source>Sampling weights: the inverse of a row's chance.</source>
        <translation>Pesos muestrales: el inverso de la probabilidad de cada fila.</translation>
    </message>
    <message>
        <source>Exposure field</source>
        <translation>Campo de exposición</translation>
    </message>
    <message>
        <source>For counts per exposure, such as customers or days.</source>
        <translation>Para recuentos por exposición, como clientes o días.</translation>
    </message>
    <message>
        <source>Numbers that are categories</source>
        <translation>Números que son categorías</translation>
    </message>
    <message>
        <source>Such as codes of land use.</source>
        <translation>Como los códigos de uso del suelo.</translation>
    </message>
    <message>
        <source>Interactions</source>
        <translation>Interacciones</translation>
    </message>
    <message>
        <source>Products of fields: a:b;c:d. Each may be a number or a category.</source>
        <translation>Productos de campos: a:b;c:d. Cada uno puede ser un número o una categoría.</translation>
    </message>
    <message>
        <source>Reference levels</source>
        <translation>Niveles de referencia</translation>
    </message>
    <message>
        <source>What categories are compared with: field=level;field=level.</source>
        <translation>Con qué se comparan las categorías: campo=nivel;campo=nivel.</translation>
    </message>
    <message>
        <source>Family</source>
        <translation>Familia</translation>
    </message>
    <message>
        <source>logit: yes or no. negativebinomial: counts such as hours, which vary more than a Poisson model expects. poisson: counts of rare, independent events.</source>
        <translation>logit: sí o no. negativebinomial: recuentos, como las horas, que varían más de lo que espera un modelo de Poisson. poisson: recuentos de sucesos raros e independientes.</translation>
    </message>
    <message>
        <source>Standard errors</source>
        <translation>Errores estándar</translation>
    </message>
    <message>
        <source>cluster: rows of one cluster may be alike. robust: rows are independent. classical: the family is right.</source>
        <translation>cluster: las filas de un conglomerado pueden parecerse. robust: las filas son independientes. classical: la familia es la correcta.</translation>
    </message>
    <message>
        <source>Clustered errors and few clusters</source>
        <translation>Errores agrupados y pocos grupos</translation>
    </message>
    <message>
        <source>cr2: bias-reduced (Bell and McCaffrey), with degrees of freedom for each coefficient (Satterthwaite), so that intervals hold what they promise also where clusters are few or unequal, or a column is the same for a whole cluster. standard: the factor G / (G - 1) for G clusters and t with G - 1 degrees of freedom, as Stata. jackknife: each cluster left out in turn (CR3), t with G - 1.</source>
        <translation>cr2: con sesgo reducido (Bell y McCaffrey) y grados de libertad para cada coeficiente (Satterthwaite), de modo que los intervalos cumplen lo que prometen también con pocos conglomerados, con conglomerados desiguales o cuando una columna vale lo mismo en todo un conglomerado. standard: el factor G / (G - 1) para G conglomerados y t con G - 1 grados de libertad, como Stata. jackknife: se omite cada conglomerado por turno (CR3), t con G - 1.</translation>
    </message>
    <message>
        <source>If columns tell the outcome without error</source>
        <translation>Si hay columnas que predicen el resultado sin error</translation>
    </message>
    <message>
        <source>refuse: say which columns, and fit nothing. firth: fit a logit by Firth's penalised likelihood, whose estimates are finite; other logits stay maximum likelihood.</source>
        <translation>refuse: dice qué columnas son y no ajusta nada. firth: ajusta el logit por la verosimilitud penalizada de Firth, cuyas estimaciones son finitas; los demás logits siguen siendo de máxima verosimilitud.</translation>
    </message>
    <message>
        <source>Coefficients</source>
        <translation>Coeficientes</translation>
    </message>
    <message>
        <source>One row per term; a term left out has no numbers.</source>
        <translation>Una fila por término; un término omitido no tiene números.</translation>
    </message>
    <message>
        <source>Measures of fit</source>
        <translation>Medidas de ajuste</translation>
    </message>
    <message>
        <source>One row per measure.</source>
        <translation>Una fila por medida.</translation>
    </message>
    <message>
        <source>Average marginal effects</source>
        <translation>Efectos marginales medios</translation>
    </message>
    <message>
        <source>One row per predictor, on the outcome's own scale, and a logit's interactions on the probability scale.</source>
        <translation>Una fila por predictor, en la escala propia del resultado, y las interacciones de un logit en la escala de probabilidad.</translation>
    </message>
    <message>
        <source>Standard errors side by side</source>
        <translation>Errores estándar lado a lado</translation>
    </message>
    <message>
        <source>Classical, robust and clustered by each correction, with the degrees of freedom of CR2.</source>
        <translation>Clásicos, robustos y por conglomerados con cada corrección, con los grados de libertad de CR2.</translation>
    </message>
    <message>
        <source>Diagnostics</source>
        <translation>Diagnósticos</translation>
    </message>
    <message>
        <source>One row per check, with a light, what it means and what to do. A layer with geometry adds Moran's I.</source>
        <translation>Una fila por comprobación, con un semáforo, qué significa y qué hacer. Una capa con geometría añade la I de Moran.</translation>
    </message>
    <message>
        <source>Counts observed and expected</source>
        <translation>Recuentos observados y esperados</translation>
    </message>
    <message>
        <source>Rows by count, for a hanging rootogram; no bin is below 11.</source>
        <translation>Filas por recuento, para un rootograma colgante; ningún intervalo tiene menos de 11.</translation>
    </message>
    <message>
        <source>Quantiles of the residuals</source>
        <translation>Cuantiles de los residuos</translation>
    </message>
    <message>
        <source>Randomized quantile residuals beside the normal's quantiles, with the band that chance leaves.</source>
        <translation>Residuos cuantílicos aleatorizados junto a los cuantiles de la normal, con la banda que deja el azar.</translation>
    </message>
    <message>
        <source>Calibration by tenths</source>
        <translation>Calibración por décimas</translation>
    </message>
    <message>
        <source>Share with the outcome and mean probability by tenths of the probability, of logits.</source>
        <translation>Proporción con el resultado y probabilidad media por décimas de la probabilidad, de los logits.</translation>
    </message>
    <message>
        <source>Whether terms bend</source>
        <translation>Si los términos se curvan</translation>
    </message>
    <message>
        <source>Each number by a restricted cubic spline: the test that it adds nothing, and what becomes of the first coefficient. Fits every model again for each of its numbers.</source>
        <translation>Cada número con un spline cúbico restringido: la prueba de que no añade nada y qué pasa con el primer coeficiente. Vuelve a ajustar cada modelo para cada uno de sus números.</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Informe</translation>
    </message>
    <message>
        <source>HTML files (*.html)</source>
        <translation>Archivos HTML (*.html)</translation>
    </message>
    <message>
        <source>The regression table, average marginal effects, and the diagnostics if they are asked for.</source>
        <translation>La tabla de regresión, los efectos marginales medios y, si se piden, los diagnósticos.</translation>
    </message>
    <message>
        <source>Table as CSV</source>
        <translation>Tabla en CSV</translation>
    </message>
    <message>
        <source>CSV files (*.csv)</source>
        <translation>Archivos CSV (*.csv)</translation>
    </message>
    <message>
        <source>The regression table, four columns per model.</source>
        <translation>La tabla de regresión, cuatro columnas por modelo.</translation>
    </message>
    <message>
        <source>Table as LaTeX</source>
        <translation>Tabla en LaTeX</translation>
    </message>
    <message>
        <source>LaTeX files (*.tex)</source>
        <translation>Archivos LaTeX (*.tex)</translation>
    </message>
    <message>
        <source>The regression table; needs the package booktabs.</source>
        <translation>La tabla de regresión; necesita el paquete booktabs.</translation>
    </message>
    <message>
        <source>Rows with expectation</source>
        <translation>Filas con su valor esperado</translation>
    </message>
    <message>
        <source>The rows used with their own fields, what the model expects and what is beyond. As confidential as the layer itself.</source>
        <translation>Las filas usadas con sus propios campos, lo que espera el modelo y lo que lo excede. Tan confidencial como la propia capa.</translation>
    </message>
    <message>
        <source>Rows used</source>
        <translation>Filas usadas</translation>
    </message>
    <message>
        <source>Rows left out</source>
        <translation>Filas omitidas</translation>
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
        <translation>Los campos numéricos entran como números; los de texto, como categorías comparadas con una referencia (la primera por orden, salvo que indique otra). Los campos de texto que solo contienen números, como todos los de un archivo CSV, son números. Una interacción trae consigo sus campos y las interacciones menores. Las filas sin valor se omiten y se cuentan. Los productos de categorías que nunca coinciden se omiten y se nombran. Lo que usted escribe se compara con los nombres de los campos, nunca se evalúa. Todos los resultados son asociaciones, a igualdad de los demás términos del modelo.</translation>
    </message>
</context>
<context>
    <name>Robustness</name>
    <message>
        <source>Household study table</source>
        <translation>Tabla de hogares del estudio</translation>
    </message>
    <message>
        <source>What 'Study dataset' makes, best of the whole city rather than a sample.</source>
        <translation>Lo que crea «Conjunto de datos del estudio», mejor de toda la ciudad que de una muestra.</translation>
    </message>
    <message>
        <source>Matched requests</source>
        <translation>Solicitudes asignadas</translation>
    </message>
    <message>
        <source>What 'Service requests' makes. Without it no other request windows are tried.</source>
        <translation>Lo que crea «Solicitudes de servicio». Sin ello no se prueban otros plazos de solicitud.</translation>
    </message>
    <message>
        <source>Event start (local time)</source>
        <translation>Inicio del evento (hora local)</translation>
    </message>
    <message>
        <source>When the event began, as in the earlier steps; needed for windows and for homes still dark.</source>
        <translation>Cuándo empezó el evento, como en los pasos anteriores; hace falta para los plazos y para las viviendas que siguen a oscuras.</translation>
    </message>
    <message>
        <source>Request window, hours</source>
        <translation>Ventana de solicitudes, horas</translation>
    </message>
    <message>
        <source>The window that the study table was made with.</source>
        <translation>El plazo con que se hizo la tabla del estudio.</translation>
    </message>
    <message>
        <source>Windows to try, days</source>
        <translation>Ventanas que probar, días</translation>
    </message>
    <message>
        <source>Numbers with commas between them.</source>
        <translation>Números separados por comas.</translation>
    </message>
    <message>
        <source>Sample sizes</source>
        <translation>Tamaños de muestra</translation>
    </message>
    <message>
        <source>Households that did not ask in a random sample, with commas between them; all that asked are always in.</source>
        <translation>Hogares que no pidieron ayuda en una muestra al azar, separados por comas; todos los que la pidieron entran siempre.</translation>
    </message>
    <message>
        <source>Samples of each size</source>
        <translation>Muestras de cada tamaño</translation>
    </message>
    <message>
        <source>Each is fitted with five models. 4,000 fits take about a minute.</source>
        <translation>Cada una se ajusta con cinco modelos. 4.000 ajustes tardan cerca de un minuto.</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Semilla</translation>
    </message>
    <message>
        <source>The same seed draws the same samples again.</source>
        <translation>La misma semilla sortea otra vez las mismas muestras.</translation>
    </message>
    <message>
        <source>Samples also weighted back to the city</source>
        <translation>Muestras también ponderadas a la ciudad</translation>
    </message>
    <message>
        <source>Fits every sample once more, each household weighed by how many it stands for.</source>
        <translation>Ajusta cada muestra una vez más, con cada hogar ponderado por cuántos representa.</translation>
    </message>
    <message>
        <source>Leave out each block group once</source>
        <translation>Omitir cada grupo de manzanas una vez</translation>
    </message>
    <message>
        <source>Shows whether one place decides a result. Five fits to nearly all households for each block group.</source>
        <translation>Muestra si un solo lugar decide un resultado. Cinco ajustes a casi todos los hogares por cada grupo de manzanas.</translation>
    </message>
    <message>
        <source>Keep households with missing values</source>
        <translation>Conservar los hogares con valores ausentes</translation>
    </message>
    <message>
        <source>Fits the models once more with the households whose covariates are missing: the mean stands for the value, and a column marks that it does.</source>
        <translation>Ajusta los modelos una vez más con los hogares cuyas covariables faltan: la media ocupa el lugar del valor y una columna marca que es así.</translation>
    </message>
    <message>
        <source>Block group indicators</source>
        <translation>Indicadores por grupo de manzanas</translation>
    </message>
    <message>
        <source>What 'Block group indicators' makes: the census tables' values are then drawn anew from their margins of error, and the models fitted to each draw.</source>
        <translation>Lo que produce «Indicadores por grupo de manzanas»: los valores de las tablas del censo se sortean de nuevo según sus márgenes de error y los modelos se ajustan a cada sorteo.</translation>
    </message>
    <message>
        <source>Draws from the margins of error</source>
        <translation>Sorteos según los márgenes de error</translation>
    </message>
    <message>
        <source>Each is fitted with five models of all households.</source>
        <translation>Cada uno se ajusta con cinco modelos de todos los hogares.</translation>
    </message>
    <message>
        <source>Standard errors</source>
        <translation>Errores estándar</translation>
    </message>
    <message>
        <source>As in 'Equity models'; the main result here equals its tables under the same settings.</source>
        <translation>Como en «Modelos de equidad»; el resultado principal de aquí es igual a sus tablas con los mismos ajustes.</translation>
    </message>
    <message>
        <source>Cluster field</source>
        <translation>Campo de conglomerados</translation>
    </message>
    <message>
        <source>Which households belong together; also what is left out once.</source>
        <translation>Qué hogares van juntos; también lo que se omite una vez.</translation>
    </message>
    <message>
        <source>Clustered errors and few clusters</source>
        <translation>Errores agrupados y pocos grupos</translation>
    </message>
    <message>
        <source>cr2: bias-reduced (Bell and McCaffrey), with degrees of freedom for each coefficient (Satterthwaite), so that intervals hold what they promise also where clusters are few or unequal, or a column is the same for a whole cluster. standard: the factor G / (G - 1) for G clusters and t with G - 1 degrees of freedom, as Stata. jackknife: each cluster left out in turn (CR3), t with G - 1.</source>
        <translation>cr2: con sesgo reducido (Bell y McCaffrey) y grados de libertad para cada coeficiente (Satterthwaite), de modo que los intervalos cumplen lo que prometen también con pocos conglomerados, con conglomerados desiguales o cuando una columna vale lo mismo en todo un conglomerado. standard: el factor G / (G - 1) para G conglomerados y t con G - 1 grados de libertad, como Stata. jackknife: se omite cada conglomerado por turno (CR3), t con G - 1.</translation>
    </message>
    <message>
        <source>Robustness</source>
        <translation>Robustez</translation>
    </message>
    <message>
        <source>One row per variant, model and term: median, range, share that finds the same, and a sentence.</source>
        <translation>Una fila por variante, modelo y término: mediana, rango, proporción que halla lo mismo y una frase.</translation>
    </message>
    <message>
        <source>Every fit (confidential)</source>
        <translation>Todos los ajustes (confidencial)</translation>
    </message>
    <message>
        <source>One row per fit and term, with its numbers of households. Not for publication.</source>
        <translation>Una fila por ajuste y término, con sus números de hogares. No publicar.</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Informe</translation>
    </message>
    <message>
        <source>HTML files (*.html)</source>
        <translation>Archivos HTML (*.html)</translation>
    </message>
    <message>
        <source>The study's questions under every variant in words, then all coefficients.</source>
        <translation>Las preguntas del estudio con cada variante, en palabras; después, todos los coeficientes.</translation>
    </message>
    <message>
        <source>Fits</source>
        <translation>Ajustes</translation>
    </message>
    <message>
        <source>Fits that failed</source>
        <translation>Ajustes que fallaron</translation>
    </message>
    <message>
        <source>Fits the five models again on other samples, request windows, measures and places, and compares.</source>
        <translation>Ajusta de nuevo los cinco modelos con otras muestras, ventanas de solicitud, medidas y lugares, y los compara.</translation>
    </message>
    <message>
        <source>The main result uses all households of the table. Against it stand: random samples of the households that did not ask, as in the study's Appendix B (Model 1's constant also corrected for the sampling); windows of one to five days for requests; only requests made before power was back; only homes still dark at the window's end, with all their hours and with the hours from then on; the community's requests less the own, and per 100 customers; sampling weights; and each block group left out once.

A fit finds the same as the main result if its interval lies on the same side of zero, or holds zero as the main one does. Fits that fail (in small samples a column may tell without error who asked) are counted with their reasons. A sample that is drawn on asking for help changes what a model that leaves out the interaction estimates: Model 2's minority coefficient in small samples is another average of the two groups, not noise; the weighted samples show it.</source>
        <translation>El resultado principal usa todos los hogares de la tabla. Frente a él están: muestras al azar de los hogares que no pidieron ayuda, como en el apéndice B del estudio (la constante del modelo 1, también corregida por el muestreo); plazos de uno a cinco días para las solicitudes; solo las solicitudes hechas antes de que volviera la luz; solo las viviendas aún a oscuras al final del plazo, con todas sus horas y con las horas desde entonces; las solicitudes de la comunidad menos la propia, y por cada 100 clientes; los pesos muestrales; y cada grupo de manzanas omitido una vez.

Un ajuste halla lo mismo que el resultado principal si su intervalo queda al mismo lado del cero, o contiene el cero como el principal. Los ajustes que fallan (en muestras pequeñas una columna puede decir sin error quién pidió ayuda) se cuentan con sus motivos. Una muestra sorteada según quién pidió ayuda cambia lo que estima un modelo que omite la interacción: el coeficiente minoritario del modelo 2 en muestras pequeñas es otro promedio de los dos grupos, no ruido; las muestras ponderadas lo muestran.</translation>
    </message>
</context>
<context>
    <name>SurvivalModels</name>
    <message>
        <source>Household study table</source>
        <translation>Tabla de hogares del estudio</translation>
    </message>
    <message>
        <source>What 'Study dataset' makes: one row per household.</source>
        <translation>Lo que crea «Conjunto de datos del estudio»: una fila por hogar.</translation>
    </message>
    <message>
        <source>Matched requests</source>
        <translation>Solicitudes asignadas</translation>
    </message>
    <message>
        <source>What 'Service requests' makes, for asking as it happened in time.</source>
        <translation>Lo que crea «Solicitudes de servicio», para tomar las solicitudes tal como ocurrieron en el tiempo.</translation>
    </message>
    <message>
        <source>Event start (local time)</source>
        <translation>Inicio del evento (hora local)</translation>
    </message>
    <message>
        <source>When the event began, as in the earlier steps; needed with the requests, earlier ones are left out.</source>
        <translation>Cuándo empezó el evento, como en los pasos anteriores; hace falta con las solicitudes, y las anteriores se omiten.</translation>
    </message>
    <message>
        <source>Restoration times</source>
        <translation>Tiempos de restablecimiento</translation>
    </message>
    <message>
        <source>What 'Restoration times' makes: the Weibull and log-normal models then use the reads' bounds.</source>
        <translation>Lo que crea «Tiempos de restablecimiento»: los modelos de Weibull y log-normal usan entonces los límites de las lecturas.</translation>
    </message>
    <message>
        <source>Means up to, hours</source>
        <translation>Medias hasta, horas</translation>
    </message>
    <message>
        <source>Waits count up to here in the means by group. The study's longest was 288 hours.</source>
        <translation>En las medias por grupo, las esperas cuentan hasta aquí. La más larga del estudio fue de 288 horas.</translation>
    </message>
    <message>
        <source>Standard errors</source>
        <translation>Errores estándar</translation>
    </message>
    <message>
        <source>cluster: households of one block group may be alike. robust: households are independent. classical: the model is right.</source>
        <translation>cluster: los hogares de un grupo de manzanas pueden parecerse. robust: los hogares son independientes. classical: el modelo es correcto.</translation>
    </message>
    <message>
        <source>Cluster field</source>
        <translation>Campo de conglomerados</translation>
    </message>
    <message>
        <source>Which households belong together; the groups' intervals always use it.</source>
        <translation>Qué hogares van juntos; los intervalos de los grupos siempre lo usan.</translation>
    </message>
    <message>
        <source>Use sampling weights</source>
        <translation>Usar los pesos muestrales</translation>
    </message>
    <message>
        <source>Each household counts by sampling_weight, in curves, means and models, so that a sample speaks of the whole city. Needs robust or clustered standard errors.</source>
        <translation>Cada hogar cuenta según sampling_weight, en curvas, medias y modelos, para que una muestra hable de toda la ciudad. Necesita errores estándar robustos o agrupados.</translation>
    </message>
    <message>
        <source>Coefficients</source>
        <translation>Coeficientes</translation>
    </message>
    <message>
        <source>One row per model (cox_3, weibull_3, ...) and term.</source>
        <translation>Una fila por modelo (cox_3, weibull_3, ...) y término.</translation>
    </message>
    <message>
        <source>Groups</source>
        <translation>Grupos</translation>
    </message>
    <message>
        <source>Hours to restoration by group with intervals, tests, and sentences.</source>
        <translation>Horas hasta el restablecimiento por grupo con intervalos, pruebas y frases.</translation>
    </message>
    <message>
        <source>Contrasts</source>
        <translation>Contrastes</translation>
    </message>
    <message>
        <source>One row per question: percent, interval, and a sentence.</source>
        <translation>Una fila por pregunta: porcentaje, intervalo y una frase.</translation>
    </message>
    <message>
        <source>Measures of fit</source>
        <translation>Medidas de ajuste</translation>
    </message>
    <message>
        <source>Log likelihoods and proportionality tests.</source>
        <translation>Log-verosimilitudes y pruebas de proporcionalidad.</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Informe</translation>
    </message>
    <message>
        <source>HTML files (*.html)</source>
        <translation>Archivos HTML (*.html)</translation>
    </message>
    <message>
        <source>Groups and questions in words, then every table; a page that needs no other file.</source>
        <translation>Los grupos y las preguntas en palabras; después, todas las tablas. Una página que no necesita otros archivos.</translation>
    </message>
    <message>
        <source>Households used</source>
        <translation>Hogares usados</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelos</translation>
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

Clustered standard errors are the sandwich of sums of scores (Lin and Wei 1989), as those of R's coxph and survreg, times the factor G / (G - 1) for G clusters, with the t distribution with G - 1 degrees of freedom, which R's have not. The bias-reduced errors (CR2) of 'Equity models' are not established for survival models and not offered here.

With the matched requests, Models 2 and 3 are also fitted with asking as a covariate that begins when the household asked (cox_time_2, cox_time_3): counted from the start, asking would get the credit or blame for hours before it.

The table of fits has each Cox model's test that its ratios do not change with time (Grambsch and Therneau; homes count as independent in it). The table of groups has the hours by which 50, 80 and 95 % had power back, the mean up to a limit, its differences, and log-rank tests: plain, within minority groups, and with homes of a block group taken together. Groups of fewer than 11 households are not shown. All results are associations between like households, not effects of asking.</source>
        <translation>Los modelos 2 a 5 se ajustan de tres maneras. El modelo de Cox dice cómo difiere el ritmo del restablecimiento: exp(coeficiente) por encima de 1 significa antes. Los modelos de Weibull y log-normal dicen por qué factor difieren las horas, como los modelos de equidad: por encima de 1 significa más tiempo. Las viviendas sin luz en la última lectura cuentan como si hubieran esperado al menos ese tiempo.

Los errores estándar por conglomerados son el sándwich de sumas de puntuaciones (Lin y Wei 1989), como los de coxph y survreg de R, por el factor G / (G - 1) para G conglomerados, con la distribución t con G - 1 grados de libertad, que los de R no llevan. Los errores con sesgo reducido (CR2) de «Modelos de equidad» no están establecidos para modelos de supervivencia y aquí no se ofrecen.

Con las solicitudes asignadas, los modelos 2 y 3 se ajustan también con la petición de ayuda como covariable que empieza cuando el hogar la hizo (cox_time_2, cox_time_3): contada desde el inicio, se llevaría el mérito o la culpa de horas anteriores a ella.

La tabla de ajustes trae la prueba de cada modelo de Cox de que sus razones no cambian con el tiempo (Grambsch y Therneau; en ella las viviendas cuentan como independientes). La tabla de grupos trae las horas en que el 50, el 80 y el 95 % tenían luz otra vez, la media hasta un límite, sus diferencias, y pruebas de rangos logarítmicos: simples, dentro de los grupos minoritarios y con las viviendas de un grupo de manzanas tomadas juntas. Los grupos de menos de 11 hogares no se muestran. Todos los resultados son asociaciones entre hogares semejantes, no efectos de pedir ayuda.</translation>
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
        <translation>La salida de «Conjunto de datos del estudio». Confidencial; no se transmite nada de ningún hogar concreto.</translation>
    </message>
    <message>
        <source>Area of the household</source>
        <translation>Zona del hogar</translation>
    </message>
    <message>
        <source>Field of the households that says in which area each is.</source>
        <translation>Campo de los hogares que dice en qué zona está cada uno.</translation>
    </message>
    <message>
        <source>Areas</source>
        <translation>Zonas</translation>
    </message>
    <message>
        <source>Polygons to map: block groups, tracts, council districts. Each stays in the output.</source>
        <translation>Polígonos para el mapa: grupos de manzanas, secciones censales, distritos del concejo. Todos quedan en la salida.</translation>
    </message>
    <message>
        <source>Id of the area</source>
        <translation>Identificador de la zona</translation>
    </message>
    <message>
        <source>Field of the areas with the same ids. If empty, it is found by name (block_group, GEOID and the like).</source>
        <translation>Campo de las zonas con los mismos identificadores. Si se deja vacío, se busca por su nombre (block_group, GEOID y similares).</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>Grupo</translation>
    </message>
    <message>
        <source>Field that makes the two groups. The output's columns call the households at or above the threshold minority households, whatever the field; maps name the groups that were compared.</source>
        <translation>Campo que forma los dos grupos. Las columnas de la salida llaman hogares minoritarios a los que alcanzan el umbral, sea cual sea el campo; los mapas nombran los grupos que se compararon.</translation>
    </message>
    <message>
        <source>Group from</source>
        <translation>Grupo a partir de</translation>
    </message>
    <message>
        <source>Households with this value or more are of the group.</source>
        <translation>Los hogares con este valor o más son del grupo.</translation>
    </message>
    <message>
        <source>Privacy rule</source>
        <translation>Regla de privacidad</translation>
    </message>
    <message>
        <source>Smallest group that may be shown: 11 households (the rule of the U.S. health agency CMS), 15 customers, 100 customers, or custom.</source>
        <translation>El grupo más pequeño que puede mostrarse: 11 hogares (la regla de la agencia sanitaria CMS de EE. UU.), 15 clientes, 100 clientes, o propio.</translation>
    </message>
    <message>
        <source>Own smallest group</source>
        <translation>Grupo mínimo propio</translation>
    </message>
    <message>
        <source>Used with the privacy rule 'custom' only.</source>
        <translation>Solo se usa con la regla de privacidad «custom».</translation>
    </message>
    <message>
        <source>Groups are made by</source>
        <translation>Los grupos se forman por</translation>
    </message>
    <message>
        <source>threshold: households from the threshold on, and below. quartiles: four groups in the table by group; the map still compares by the threshold. values: each value of the field is a group, such as the words of a text field; the map compares all other groups with the reference group.</source>
        <translation>threshold: los hogares desde el umbral, y los de debajo. quartiles: cuatro grupos en la tabla por grupo; el mapa sigue comparando según el umbral. values: cada valor del campo es un grupo, como las palabras de un campo de texto; el mapa compara todos los demás grupos con el de referencia.</translation>
    </message>
    <message>
        <source>Reference group</source>
        <translation>Grupo de referencia</translation>
    </message>
    <message>
        <source>The group that the others are compared with, as the table by group names it. Empty: the lowest of a number field, the largest where groups are made by values.</source>
        <translation>El grupo con el que se comparan los demás, con el nombre que le da la tabla por grupo. Vacío: el más bajo de un campo numérico; el más numeroso donde los grupos se forman por valores.</translation>
    </message>
    <message>
        <source>Hours by group</source>
        <translation>Horas por grupo</translation>
    </message>
    <message>
        <source>A row for the whole city and one per group: mean hours, difference and ratio to the city and to the reference group, and who asked for help, with intervals. May be published.</source>
        <translation>Una fila para toda la ciudad y una por grupo: horas medias, diferencia y razón con la ciudad y con el grupo de referencia, y quién pidió ayuda, con intervalos. Puede publicarse.</translation>
    </message>
    <message>
        <source>Disparity by area</source>
        <translation>Disparidad por zona</translation>
    </message>
    <message>
        <source>Polygons with the measures; may be published. Alias and comment of each field say what it holds. Areas that 'Block group indicators' wrote bring their minority share of residents along, for maps.</source>
        <translation>Polígonos con las medidas; se pueden publicar. El alias y el comentario de cada campo dicen qué contiene. Las zonas que escribió «Indicadores por grupo de manzanas» traen consigo su proporción de residentes de minorías, para los mapas.</translation>
    </message>
    <message>
        <source>Observed against expected hours</source>
        <translation>Horas observadas y esperadas</translation>
    </message>
    <message>
        <source>Polygons with the observed hours over those that a model of house age, income and density expects, which knows nothing of race; with intervals, and drawn to the city where an area is small. May be published.</source>
        <translation>Polígonos con las horas observadas sobre las que espera un modelo de la antigüedad de la casa, el ingreso y la densidad, que no sabe nada de la raza; con intervalos, y acercadas a la ciudad donde una zona es pequeña. Pueden publicarse.</translation>
    </message>
    <message>
        <source>Inequality of hours</source>
        <translation>Desigualdad de las horas</translation>
    </message>
    <message>
        <source>Gini, Theil (with the parts between groups and between areas) and concentration indices of the whole city's hours, with intervals. May be published.</source>
        <translation>Índices de Gini, de Theil (con las partes entre grupos y entre zonas) y de concentración de las horas de toda la ciudad, con intervalos. Pueden publicarse.</translation>
    </message>
    <message>
        <source>Place households by location</source>
        <translation>Ubicar los hogares por su posición</translation>
    </message>
    <message>
        <source>For areas whose ids the study table does not hold, such as tracts or council districts: each household is of the area in which the middle of its parcel lies. The study table must have its geometries.</source>
        <translation>Para zonas cuyos identificadores no tiene la tabla del estudio, como secciones censales o distritos: cada hogar es de la zona en que queda el centro de su parcela. La tabla del estudio debe tener sus geometrías.</translation>
    </message>
    <message>
        <source>Block group indicators</source>
        <translation>Indicadores por grupo de manzanas</translation>
    </message>
    <message>
        <source>The output of 'Block group indicators', for the same areas. Needed for the census classes only.</source>
        <translation>La salida de «Indicadores por grupo de manzanas», para las mismas zonas. Solo hace falta para las clases del censo.</translation>
    </message>
    <message>
        <source>Census value</source>
        <translation>Valor del censo</translation>
    </message>
    <message>
        <source>Field of the indicators by which areas are put into quarters; a field of the same name that ends in _moe holds its margin of error (90 percent).</source>
        <translation>Campo de los indicadores con el que las zonas se reparten en cuartos; un campo del mismo nombre terminado en _moe contiene su margen de error (90 por ciento).</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Semilla</translation>
    </message>
    <message>
        <source>Of the draws within the census's margins. The same seed gives the same result.</source>
        <translation>De los sorteos dentro de los márgenes del censo. La misma semilla da el mismo resultado.</translation>
    </message>
    <message>
        <source>Census classes of the areas</source>
        <translation>Clases censales de las áreas</translation>
    </message>
    <message>
        <source>Polygons with the census value, its quarter, and how often the area stays in it when its value is drawn within the margin of error; unreliable ones are flagged. May be published.</source>
        <translation>Polígonos con el valor del censo, su cuarto y con qué frecuencia sigue en él la zona cuando su valor se sortea dentro del margen de error; los no fiables quedan marcados. Pueden publicarse.</translation>
    </message>
    <message>
        <source>Hours by census class</source>
        <translation>Horas por clase censal</translation>
    </message>
    <message>
        <source>The quarters' mean hours and their difference to the lowest, with the interval that the census's margins alone give it. May be published. Since errors of the census put areas into wrong quarters, the differences are drawn towards zero: the true ones are likely to be larger.</source>
        <translation>Las horas medias de los cuartos y su diferencia con el más bajo, con el intervalo que le dan por sí solos los márgenes del censo. Puede publicarse. Como los errores del censo ponen zonas en un cuarto equivocado, las diferencias se acercan a cero: las verdaderas serán probablemente mayores.</translation>
    </message>
    <message>
        <source>Published before</source>
        <translation>Publicado antes</translation>
    </message>
    <message>
        <source>Results of 'Disparity by area' that are public already: of the same areas, such as of all households where the study table is now filtered, or of smaller areas that make these up, such as block groups before tracts. What differs from them by too few households, or was withheld in them, is withheld.</source>
        <translation>Resultados de «Disparidad por zona» que ya son públicos: de las mismas zonas, por ejemplo de todos los hogares si ahora la tabla está filtrada, o de zonas menores que las componen, como los grupos de manzanas antes de las secciones censales. Lo que difiere de ellos en demasiado pocos hogares, o se ocultó en ellos, se oculta.</translation>
    </message>
    <message>
        <source>Areas withheld</source>
        <translation>Zonas ocultadas</translation>
    </message>
    <message>
        <source>Areas clearly different from the city</source>
        <translation>Zonas claramente distintas de la ciudad</translation>
    </message>
    <message>
        <source>Mean hours, city</source>
        <translation>Horas medias, ciudad</translation>
    </message>
    <message>
        <source>Gap between the groups, city, hours</source>
        <translation>Brecha entre los grupos, ciudad, horas</translation>
    </message>
    <message>
        <source>Gap, 95 % interval, low</source>
        <translation>Brecha, intervalo del 95 %, inferior</translation>
    </message>
    <message>
        <source>Gap, 95 % interval, high</source>
        <translation>Brecha, intervalo del 95 %, superior</translation>
    </message>
    <message>
        <source>Who waited longer and who asked for help, by block group or any other area, with intervals.</source>
        <translation>Quién esperó más y quién pidió ayuda, por grupo de manzanas o cualquier otra zona, con intervalos.</translation>
    </message>
    <message>
        <source>Counts the households that lost power. The difference of an area to the city takes into account that the area is part of it; intervals are Welch's and hold for one area at a time. An area is called clearly different only after accounting for the number of areas (false discovery rate of 5 percent) and for the skew of hours. Who asked for help is compared between the groups in the same way, with Newcombe's interval, which holds for small counts.

The result may be published: areas and groups with too few households are withheld, and further ones where they could otherwise be worked out by subtraction. Withheld values are empty, with the reason beside them. That holds for one set of areas: block groups and districts of the same households, published together, may be subtracted from each other where a few block groups make up a district.

Groups here are made from the households' own values. Values of the census have margins of error, wide ones in small areas: with 'Block group indicators' given, the census classes show how often each area stays in its quarter when its value is drawn within the margin, and how far the quarters' difference in hours moves.</source>
        <translation>Cuenta los hogares que perdieron la luz. La diferencia de una zona con la ciudad tiene en cuenta que la zona es parte de ella; los intervalos son de Welch y valen para una zona cada vez. Una zona se llama claramente distinta solo después de tener en cuenta el número de zonas (tasa de falsos descubrimientos del 5 por ciento) y la asimetría de las horas. Quién pidió ayuda se compara entre los grupos de la misma manera, con el intervalo de Newcombe, que vale para números pequeños.

El resultado puede publicarse: las zonas y grupos con demasiado pocos hogares se ocultan, y otros más cuando podrían deducirse restando. Los valores ocultados están vacíos, con el motivo al lado. Eso vale para un solo conjunto de zonas: los grupos de manzanas y los distritos de los mismos hogares, publicados juntos, pueden restarse unos de otros donde unos pocos grupos de manzanas forman un distrito.

Los grupos se forman aquí con los valores propios de los hogares. Los valores del censo tienen márgenes de error, amplios en las zonas pequeñas: si se da «Indicadores por grupo de manzanas», las clases del censo muestran con qué frecuencia sigue cada zona en su cuarto cuando su valor se sortea dentro del margen, y cuánto se mueve la diferencia de horas entre los cuartos.</translation>
    </message>
</context>
<context>
    <name>ReliabilityIndices</name>
    <message>
        <source>Household study table</source>
        <translation>Tabla de hogares del estudio</translation>
    </message>
    <message>
        <source>The output of 'Study dataset'. Confidential; nothing of a single household is passed on.</source>
        <translation>La salida de «Conjunto de datos del estudio». Confidencial; no se transmite nada de ningún hogar concreto.</translation>
    </message>
    <message>
        <source>Area of the household</source>
        <translation>Zona del hogar</translation>
    </message>
    <message>
        <source>Field of the households that says in which area each is.</source>
        <translation>Campo de los hogares que dice en qué zona está cada uno.</translation>
    </message>
    <message>
        <source>Areas</source>
        <translation>Zonas</translation>
    </message>
    <message>
        <source>Polygons to map: block groups, tracts, council districts. Each stays in the output.</source>
        <translation>Polígonos para el mapa: grupos de manzanas, secciones censales, distritos del concejo. Todos quedan en la salida.</translation>
    </message>
    <message>
        <source>Id of the area</source>
        <translation>Identificador de la zona</translation>
    </message>
    <message>
        <source>Field of the areas with the same ids. If empty, it is found by name (block_group, GEOID and the like).</source>
        <translation>Campo de las zonas con los mismos identificadores. Si se deja vacío, se busca por su nombre (block_group, GEOID y similares).</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>Grupo</translation>
    </message>
    <message>
        <source>Field that makes the two groups. The output's columns call the households at or above the threshold minority households, whatever the field; maps name the groups that were compared.</source>
        <translation>Campo que forma los dos grupos. Las columnas de la salida llaman hogares minoritarios a los que alcanzan el umbral, sea cual sea el campo; los mapas nombran los grupos que se compararon.</translation>
    </message>
    <message>
        <source>Group from</source>
        <translation>Grupo a partir de</translation>
    </message>
    <message>
        <source>Households with this value or more are of the group.</source>
        <translation>Los hogares con este valor o más son del grupo.</translation>
    </message>
    <message>
        <source>Privacy rule</source>
        <translation>Regla de privacidad</translation>
    </message>
    <message>
        <source>Smallest group that may be shown: 11 households (the rule of the U.S. health agency CMS), 15 customers, 100 customers, or custom.</source>
        <translation>El grupo más pequeño que puede mostrarse: 11 hogares (la regla de la agencia sanitaria CMS de EE. UU.), 15 clientes, 100 clientes, o propio.</translation>
    </message>
    <message>
        <source>Own smallest group</source>
        <translation>Grupo mínimo propio</translation>
    </message>
    <message>
        <source>Used with the privacy rule 'custom' only.</source>
        <translation>Solo se usa con la regla de privacidad «custom».</translation>
    </message>
    <message>
        <source>Groups are made by</source>
        <translation>Los grupos se forman por</translation>
    </message>
    <message>
        <source>threshold: households from the threshold on, and below. quartiles: four groups of the field's values; an edge that would cut off too few households is left out.</source>
        <translation>threshold: los hogares desde el umbral, y los de debajo. quartiles: cuatro grupos de los valores del campo; un límite que separaría demasiado pocos hogares se omite.</translation>
    </message>
    <message>
        <source>Restoration times</source>
        <translation>Tiempos de restablecimiento</translation>
    </message>
    <message>
        <source>The output of 'Restoration times'. With it, all outages of a home in the window count; without, each interrupted home counts once, with its whole hours.</source>
        <translation>La salida de «Tiempos de restablecimiento». Con ella cuentan todos los cortes de una vivienda en el plazo; sin ella, cada vivienda interrumpida cuenta una vez, con sus horas enteras.</translation>
    </message>
    <message>
        <source>CELID from, hours</source>
        <translation>CELID desde, horas</translation>
    </message>
    <message>
        <source>CELID is the share of the customers served that were without power for so long or longer.</source>
        <translation>CELID es la proporción de clientes atendidos que estuvo sin luz ese tiempo o más.</translation>
    </message>
    <message>
        <source>Restricted mean up to, hours</source>
        <translation>Media restringida hasta, horas</translation>
    </message>
    <message>
        <source>Hours beyond this do not count in the restricted mean, so that homes whose reads end before they had power do not distort it. Empty if the reads of homes without power end earlier.</source>
        <translation>Las horas más allá de este límite no cuentan en la media restringida, para que no la distorsionen las viviendas cuyas lecturas terminan antes de que tuvieran luz. Vacío si las lecturas de viviendas sin luz terminan antes.</translation>
    </message>
    <message>
        <source>Reliability indices by area</source>
        <translation>Índices de confiabilidad por zona</translation>
    </message>
    <message>
        <source>Polygons with the indices; may be published.</source>
        <translation>Polígonos con los índices; pueden publicarse.</translation>
    </message>
    <message>
        <source>Reliability indices by group</source>
        <translation>Índices de confiabilidad por grupo</translation>
    </message>
    <message>
        <source>A row for the whole city and one per group; may be published.</source>
        <translation>Una fila para toda la ciudad y una por grupo; puede publicarse.</translation>
    </message>
    <message>
        <source>Published before</source>
        <translation>Publicado antes</translation>
    </message>
    <message>
        <source>Results of 'Disparity by area' that are public already: of the same areas, such as of all households where the study table is now filtered, or of smaller areas that make these up, such as block groups before tracts. What differs from them by too few households, or was withheld in them, is withheld.</source>
        <translation>Resultados de «Disparidad por zona» que ya son públicos: de las mismas zonas, por ejemplo de todos los hogares si ahora la tabla está filtrada, o de zonas menores que las componen, como los grupos de manzanas antes de las secciones censales. Lo que difiere de ellos en demasiado pocos hogares, o se ocultó en ellos, se oculta.</translation>
    </message>
    <message>
        <source>Customers served</source>
        <translation>Clientes atendidos</translation>
    </message>
    <message>
        <source>Customers interrupted</source>
        <translation>Clientes interrumpidos</translation>
    </message>
    <message>
        <source>SAIDI of the storm, minutes</source>
        <translation>SAIDI de la tormenta, minutos</translation>
    </message>
    <message>
        <source>SAIFI of the storm</source>
        <translation>SAIFI de la tormenta</translation>
    </message>
    <message>
        <source>CAIDI of the storm, minutes</source>
        <translation>CAIDI de la tormenta, minutos</translation>
    </message>
    <message>
        <source>Share out for CELID_HOURS or longer</source>
        <translation>Proporción sin luz durante CELID_HOURS o más</translation>
    </message>
    <message>
        <source>Reliability indices</source>
        <translation>Índices de confiabilidad</translation>
    </message>
    <message>
        <source>SAIDI, SAIFI, CAIDI and CELID of the storm and times to restoration, by area and by group.</source>
        <translation>SAIDI, SAIFI, CAIDI y CELID de la tormenta y tiempos hasta el restablecimiento, por zona y por grupo.</translation>
    </message>
    <message>
        <source>Indices as IEEE Std 1366 defines them, of one storm. Customers served are the homes that lost power and those of which the reads say that they kept it; vacant homes and homes whose reads cannot tell are not counted, and the log says how many they are. SAIDI: minutes without power per customer served. SAIFI: interruptions per customer served. CAIDI: minutes per interruption. CELID: share of the customers served whose outage lasted so many hours or longer. The times until 50, 80 and 95 percent had power again, and the mean hours up to a limit, are of the homes that lost power and take into account that reads may end before (Kaplan-Meier).

Half-hourly reads cannot see an interruption of less than half an hour, and place each end of an outage within half an hour. So there is no MAIFI, which counts momentary interruptions (under five minutes). The storm is one event: utilities report their year with and without such major event days, and nothing here is of a whole year.

Intervals (95 percent): in an area each home counts on its own; for the city and the groups the homes of one area belong together.

The result may be published, also together with 'Disparity by area' of the same study table if area, group, threshold and privacy rule are the same: both then withhold the same areas. With other settings, one could be subtracted from the other.</source>
        <translation>Índices como los define la norma IEEE 1366, de una sola tormenta. Los clientes atendidos son las viviendas que perdieron la luz y aquellas de las que las lecturas dicen que la conservaron; las viviendas vacías y las que las lecturas no permiten juzgar no se cuentan, y el registro dice cuántas son. SAIDI: minutos sin luz por cliente atendido. SAIFI: interrupciones por cliente atendido. CAIDI: minutos por interrupción. CELID: proporción de clientes atendidos cuyo corte duró tantas horas o más. Los tiempos hasta que el 50, el 80 y el 95 por ciento volvieron a tener luz, y las horas medias hasta un límite, son de las viviendas que la perdieron y tienen en cuenta que las lecturas pueden terminar antes (Kaplan-Meier).

Las lecturas de media hora no ven una interrupción de menos de media hora, y sitúan cada extremo de un corte dentro de media hora. Por eso no hay MAIFI, que cuenta las interrupciones momentáneas (de menos de cinco minutos). La tormenta es un solo evento: las compañías informan de su año con y sin esos días de eventos mayores, y aquí nada es de un año entero.

Intervalos (95 por ciento): en una zona cada vivienda cuenta por sí misma; para la ciudad y los grupos, las viviendas de una zona van juntas.

El resultado puede publicarse, también junto con «Disparidad por zona» de la misma tabla del estudio si zona, grupo, umbral y regla de privacidad son los mismos: entonces ambos ocultan las mismas zonas. Con otros ajustes, uno podría restarse del otro.</translation>
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
        <translation>Los hogares con horas esperadas de «Modelos de equidad 1-5», o la tabla del estudio. Confidencial; no se transmite nada de ningún hogar concreto.</translation>
    </message>
    <message>
        <source>Area of the household</source>
        <translation>Zona del hogar</translation>
    </message>
    <message>
        <source>Field of the households that says in which area each is.</source>
        <translation>Campo de los hogares que dice en qué zona está cada uno.</translation>
    </message>
    <message>
        <source>Areas</source>
        <translation>Zonas</translation>
    </message>
    <message>
        <source>Polygons to map: block groups, tracts, council districts. Each stays in the output.</source>
        <translation>Polígonos para el mapa: grupos de manzanas, secciones censales, distritos del concejo. Todos quedan en la salida.</translation>
    </message>
    <message>
        <source>Id of the area</source>
        <translation>Identificador de la zona</translation>
    </message>
    <message>
        <source>Field of the areas with the same ids. If empty, it is found by name (block_group, GEOID and the like).</source>
        <translation>Campo de las zonas con los mismos identificadores. Si se deja vacío, se busca por su nombre (block_group, GEOID y similares).</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Valor</translation>
    </message>
    <message>
        <source>Number whose mean by area is looked at: residual_hours (beyond what the model expects), restoration_hours, or any other.</source>
        <translation>Número cuya media por zona se examina: residual_hours (por encima de lo que espera el modelo), restoration_hours o cualquier otro.</translation>
    </message>
    <message>
        <source>Neighbours</source>
        <translation>Vecinos</translation>
    </message>
    <message>
        <source>queen: areas that share an edge or a corner. nearest: each area's nearest ones by centroid, for areas that do not touch.</source>
        <translation>queen: zonas que comparten un lado o una esquina. nearest: las más cercanas de cada zona por su centroide, para zonas que no se tocan.</translation>
    </message>
    <message>
        <source>How many nearest</source>
        <translation>Cuántos más cercanos</translation>
    </message>
    <message>
        <source>Used with nearest neighbours only.</source>
        <translation>Solo se usa con los vecinos más cercanos.</translation>
    </message>
    <message>
        <source>Permutations</source>
        <translation>Permutaciones</translation>
    </message>
    <message>
        <source>How often values are dealt to areas at random. With 999 no p is below 0.002, too large for one area to be clear among a hundred.</source>
        <translation>Cuántas veces se reparten los valores al azar entre las zonas. Con 999, ninguna p baja de 0,002, demasiado para que una zona destaque con claridad entre cien.</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Semilla</translation>
    </message>
    <message>
        <source>The same seed gives the same result.</source>
        <translation>La misma semilla da el mismo resultado.</translation>
    </message>
    <message>
        <source>Privacy rule</source>
        <translation>Regla de privacidad</translation>
    </message>
    <message>
        <source>Smallest group that may be shown: 11 households (the rule of the U.S. health agency CMS), 15 customers, 100 customers, or custom.</source>
        <translation>El grupo más pequeño que puede mostrarse: 11 hogares (la regla de la agencia sanitaria CMS de EE. UU.), 15 clientes, 100 clientes, o propio.</translation>
    </message>
    <message>
        <source>Own smallest group</source>
        <translation>Grupo mínimo propio</translation>
    </message>
    <message>
        <source>Used with the privacy rule 'custom' only.</source>
        <translation>Solo se usa con la regla de privacidad «custom».</translation>
    </message>
    <message>
        <source>Clusters</source>
        <translation>Conglomerados</translation>
    </message>
    <message>
        <source>Polygons with the statistics and the cluster's name; may be published.</source>
        <translation>Polígonos con los estadísticos y el nombre del conglomerado; pueden publicarse.</translation>
    </message>
    <message>
        <source>Published before</source>
        <translation>Publicado antes</translation>
    </message>
    <message>
        <source>Results of 'Disparity by area' that are public already: of the same areas, such as of all households where the study table is now filtered, or of smaller areas that make these up, such as block groups before tracts. What differs from them by too few households, or was withheld in them, is withheld.</source>
        <translation>Resultados de «Disparidad por zona» que ya son públicos: de las mismas zonas, por ejemplo de todos los hogares si ahora la tabla está filtrada, o de zonas menores que las componen, como los grupos de manzanas antes de las secciones censales. Lo que difiere de ellos en demasiado pocos hogares, o se ocultó en ellos, se oculta.</translation>
    </message>
    <message>
        <source>Moran's I</source>
        <translation>I de Moran</translation>
    </message>
    <message>
        <source>Moran's I if neighbours were not alike</source>
        <translation>I de Moran si los vecinos no se parecieran</translation>
    </message>
    <message>
        <source>p of Moran's I</source>
        <translation>p de la I de Moran</translation>
    </message>
    <message>
        <source>Areas with neighbours</source>
        <translation>Zonas con vecinas</translation>
    </message>
    <message>
        <source>Areas in clusters</source>
        <translation>Zonas en conglomerados</translation>
    </message>
    <message>
        <source>Residual clustering</source>
        <translation>Agrupación espacial de los residuos</translation>
    </message>
    <message>
        <source>Moran's I and local clusters of areas: of the hours beyond what the model expects, or of any value.</source>
        <translation>I de Moran y conglomerados locales de zonas: de las horas por encima de lo que el modelo espera, o de cualquier valor.</translation>
    </message>
    <message>
        <source>Takes the mean of each area's households and compares it with its neighbours': Moran's I for the whole city, local Moran's I (LISA) and Getis-Ord G* for each area. If the model's residuals cluster, something that the model does not know works in places, and standard errors should allow for it.

p-values are by permutation, two-sided, with a seed; an area is named as a cluster only where it is clear at a false discovery rate of 5 percent over all areas. Given an area's own value, LISA and G* ask the same of its neighbours and so share their p.

Areas with too few households are left out before anything is computed, so that nothing of the others depends on them. Areas without neighbours are counted apart. The result may be published.</source>
        <translation>Toma la media de los hogares de cada zona y la compara con la de sus vecinas: la I de Moran para toda la ciudad, la I de Moran local (LISA) y la G* de Getis-Ord para cada zona. Si los residuos del modelo se agrupan, algo que el modelo no conoce actúa en determinados lugares, y los errores estándar deberían tenerlo en cuenta.

Las p son por permutación, bilaterales, con semilla; una zona se nombra conglomerado solo donde es clara con una tasa de falsos descubrimientos del 5 por ciento sobre todas las zonas. Dado el valor propio de una zona, LISA y G* preguntan lo mismo de sus vecinas y por eso comparten su p.

Las zonas con demasiado pocos hogares se omiten antes de calcular nada, de modo que nada de las demás depende de ellas. Las zonas sin vecinas se cuentan aparte. El resultado puede publicarse.</translation>
    </message>
</context>
<context>
    <name>RestorationCurve</name>
    <message>
        <source>Household study table</source>
        <translation>Tabla de hogares del estudio</translation>
    </message>
    <message>
        <source>What 'Study dataset' wrote.</source>
        <translation>Lo que escribió «Conjunto de datos del estudio».</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>Grupo</translation>
    </message>
    <message>
        <source>Empty: one curve of all households.</source>
        <translation>Vacío: una sola curva de todos los hogares.</translation>
    </message>
    <message>
        <source>Smallest number of households</source>
        <translation>Número mínimo de hogares</translation>
    </message>
    <message>
        <source>No published number stands for fewer.</source>
        <translation>Ningún número publicado representa a menos.</translation>
    </message>
    <message>
        <source>Restoration curves</source>
        <translation>Curvas de restablecimiento</translation>
    </message>
    <message>
        <source>Without any household's data.</source>
        <translation>Sin datos de ningún hogar.</translation>
    </message>
    <message>
        <source>Hours by group</source>
        <translation>Horas por grupo</translation>
    </message>
    <message>
        <source>Groups shown</source>
        <translation>Grupos mostrados</translation>
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
        <source>Any field of the study table can be the group: a word, a flag, or a number, which is cut into quarters of the households if it has many values. Hours count from each home's own loss of power; homes not restored when their reads end are censored (Kaplan-Meier). Groups of fewer households than the minimum are put together, steps of a curve and hours that would stand for fewer are left out. A few homes that 'Disparity by area' or the models cannot count are not counted here either: subtraction would tell them.</source>
        <translation>Cualquier campo de la tabla del estudio puede ser el grupo: una palabra, una marca o un número, que se corta en cuartos de los hogares si tiene muchos valores. Las horas cuentan desde que cada vivienda perdió la luz; las viviendas sin restablecer cuando terminan sus lecturas están censuradas (Kaplan-Meier). Los grupos de menos hogares que el mínimo se juntan; los escalones de una curva y las horas que representarían a menos se omiten. Unas pocas viviendas que «Disparidad por zona» o los modelos no pueden contar tampoco se cuentan aquí: una resta las revelaría.</translation>
    </message>
</context>
<context>
    <name>StyleDisparity</name>
    <message>
        <source>Areas</source>
        <translation>Zonas</translation>
    </message>
    <message>
        <source>The layer that 'Disparity by area', 'Reliability indices', 'Residual clustering' or 'Block group indicators' wrote.</source>
        <translation>La capa que escribió «Disparidad por zona», «Índices de confiabilidad», «Agrupación de residuos» o «Indicadores por grupo de manzanas».</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>Medida</translation>
    </message>
    <message>
        <source>What the map shows. auto: the layer's first measure, such as hours_difference. mean_hours: Mean hours to restoration. hours_difference: Difference to the city's mean hours. group_gap: Gap between minority and other households. participation_rate: Share of households that asked for help. participation_gap: Gap in asking for help between minority and other households. requests_per_household_census: Households that asked for help, per 100 households of the census. requests_composition: Requests for help over minority share. minority_share: Minority share of households. hours_by_minority: Mean hours by minority share. requests_composition_census: Requests for help over minority share of residents. hours_by_minority_census: Mean hours by minority share of residents. cluster: Clusters of long and short waits. residual: What a model leaves unexplained. still_out: Homes still without power at a moment. expected_ratio: Observed against expected hours. saidi: SAIDI of the storm. caidi: CAIDI of the storm. celid: Share of customers with a long outage (CELID). t80: Hours until 80 % had power again. spot: Hot and cold spots. area_minority_share: Minority share of residents. median_income: Median household income. renter_share: Share of renters. education_share: Bachelor's degree or higher. density: Population density.</source>
        <translation>Lo que muestra el mapa. auto: la primera medida de la capa, como hours_difference. mean_hours: horas medias hasta el restablecimiento. hours_difference: diferencia con las horas medias de la ciudad. group_gap: brecha entre hogares minoritarios y otros. participation_rate: proporción de hogares que pidieron ayuda. participation_gap: brecha en pedir ayuda entre hogares minoritarios y otros. requests_per_household_census: hogares que pidieron ayuda, por cada 100 hogares del censo. requests_composition: solicitudes de ayuda sobre la proporción minoritaria. minority_share: proporción minoritaria de los hogares. hours_by_minority: horas medias según la proporción minoritaria. requests_composition_census: solicitudes de ayuda sobre la proporción minoritaria de los residentes. hours_by_minority_census: horas medias según la proporción minoritaria de los residentes. cluster: conglomerados de esperas largas y cortas. residual: lo que un modelo deja sin explicar. still_out: viviendas aún sin luz en un momento. expected_ratio: horas observadas y esperadas. saidi: SAIDI de la tormenta. caidi: CAIDI de la tormenta. celid: proporción de clientes con un corte largo (CELID). t80: horas hasta que el 80 % volvió a tener luz. spot: puntos calientes y fríos. area_minority_share: proporción minoritaria de los residentes. median_income: ingreso mediano de los hogares. renter_share: proporción de inquilinos. education_share: título universitario o superior. density: densidad de población.</translation>
    </message>
    <message>
        <source>Save style in the GeoPackage</source>
        <translation>Guardar el estilo en el GeoPackage</translation>
    </message>
    <message>
        <source>Saves the style under the measure's name and makes it the default. A layer that is no GeoPackage is styled without saving.</source>
        <translation>Guarda el estilo con el nombre de la medida y lo hace predeterminado. Una capa que no es GeoPackage recibe el estilo sin guardarlo.</translation>
    </message>
    <message>
        <source>Style file</source>
        <translation>Archivo de estilo</translation>
    </message>
    <message>
        <source>Writes the style to a file as well, for other layers of the same columns.</source>
        <translation>Escribe además el estilo en un archivo, para otras capas con las mismas columnas.</translation>
    </message>
    <message>
        <source>Class breaks</source>
        <translation>Límites de las clases</translation>
    </message>
    <message>
        <source>Numbers between the classes, in the legend's unit (hours, percent, dollars), such as '6, 12, 24'; for gaps the positive ones, which are mirrored; for a map of two measures two of each, '48, 72, 20, 40'. Empty: the finest round ones that leave no more than a tenth of the areas in the open ends. Give the same breaks to maps that are to be compared.</source>
        <translation>Números entre las clases, en la unidad de la leyenda (horas, porcentaje, dólares), como «6, 12, 24»; para las brechas solo los positivos, que se reflejan; para un mapa de dos medidas, dos de cada una: «48, 72, 20, 40». Vacío: los más finos y redondos que dejan en los extremos abiertos no más de una décima parte de las zonas. Dé los mismos límites a los mapas que se vayan a comparar.</translation>
    </message>
    <message>
        <source>Field of the measure</source>
        <translation>Campo de la medida</translation>
    </message>
    <message>
        <source>Only for residual, cluster and auto: the field that holds them, if it is called otherwise.</source>
        <translation>Solo para residual, cluster y auto: el campo que los contiene, si se llama de otro modo.</translation>
    </message>
    <message>
        <source>Unit of the field</source>
        <translation>Unidad del campo</translation>
    </message>
    <message>
        <source>Only for residual: what its numbers are in; 'h' is hours.</source>
        <translation>Solo para residual: en qué unidad están sus números; «h» son horas.</translation>
    </message>
    <message>
        <source>Styled areas</source>
        <translation>Zonas con estilo</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>Clases</translation>
    </message>
    <message>
        <source>Areas with a value</source>
        <translation>Zonas con un valor</translation>
    </message>
    <message>
        <source>Areas not clearly different</source>
        <translation>Zonas no claramente distintas</translation>
    </message>
    <message>
        <source>Areas withheld</source>
        <translation>Zonas ocultadas</translation>
    </message>
    <message>
        <source>Breaks used</source>
        <translation>Límites usados</translation>
    </message>
    <message>
        <source>Style by disparity</source>
        <translation>Estilo por disparidad</translation>
    </message>
    <message>
        <source>Styles any result of areas by one measure; what is not a value has its own look and words.</source>
        <translation>Da estilo a cualquier resultado por zonas según una medida; lo que no es un valor tiene su propio aspecto y sus palabras.</translation>
    </message>
    <message>
        <source>Takes the areas of 'Disparity by area', 'Reliability indices', 'Residual clustering' and 'Block group indicators', tells them apart by their columns, and picks their first measure if none is chosen.
Gaps are shown in purple and orange around a near-white middle at no disparity; orange is always longer, purple is lined as well, so that a grey copy tells them apart. Areas that cannot be told from no disparity are pale and hatched, withheld ones cross-hatched, areas without households white with a dotted outline; a census estimate with a wide margin of error has small dots.
The layer's style is changed, its data are not. With 'Save style', the style goes into the layer's GeoPackage under the measure's name and becomes its default; styles of other measures stay in it, to be chosen with Layer Properties &gt; Style &gt; Load Style.</source>
        <translation>Admite las zonas de «Disparidad por zona», «Índices de confiabilidad», «Agrupación espacial de los residuos» e «Indicadores por grupo de manzanas», las distingue por sus columnas y toma su primera medida si no se elige ninguna.
Las brechas se muestran en morado y naranja alrededor de un centro casi blanco donde no hay disparidad; el naranja siempre es más tiempo, y el morado lleva además líneas, para que una copia en grises los distinga. Las zonas que no se distinguen de la falta de disparidad son pálidas y rayadas; las ocultadas, con trama cruzada; las que no tienen hogares, blancas con contorno de puntos; una estimación del censo con un margen de error amplio lleva puntos pequeños.
El estilo de la capa cambia; sus datos, no. Con «Guardar el estilo», el estilo entra en el GeoPackage de la capa con el nombre de la medida y pasa a ser el predeterminado; los estilos de otras medidas siguen en él y se eligen con Propiedades de la capa &gt; Estilo &gt; Cargar estilo.</translation>
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
        <translation>La capa que escribió «Conjunto de datos del estudio», o cualquiera con outage_start y restored_at.</translation>
    </message>
    <message>
        <source>Save in the GeoPackage</source>
        <translation>Guardar en el GeoPackage</translation>
    </message>
    <message>
        <source>Saves style and times as the layer's default; where QGIS opens it later without its times, load the style 'outages' again. A layer that is no GeoPackage is set up without saving.</source>
        <translation>Guarda el estilo y los tiempos como predeterminados de la capa; si QGIS la abre después sin sus tiempos, cargue de nuevo el estilo «outages». Una capa que no es GeoPackage se prepara sin guardar.</translation>
    </message>
    <message>
        <source>Homes that lost power</source>
        <translation>Viviendas que perdieron la luz</translation>
    </message>
    <message>
        <source>Homes not restored when the reads end</source>
        <translation>Viviendas sin restablecer cuando terminan las lecturas</translation>
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
        <translation>Abra Ver &gt; Paneles &gt; Controlador temporal, elija la navegación animada y pulse reproducir: el rango del proyecto y sus pasos de una hora ya están puestos. La capa muestra hogares concretos: es confidencial. El estilo de la capa cambia; sus datos, no.</translation>
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
        <translation>Normalmente, las zonas que escribió «Disparidad por zona».</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>Medida</translation>
    </message>
    <message>
        <source>as_styled shows the layer as it is; a measure styles a copy of it by that measure, auto by its first one.</source>
        <translation>as_styled muestra la capa tal como está; una medida da estilo a una copia según esa medida, auto según la primera de la capa.</translation>
    </message>
    <message>
        <source>Event</source>
        <translation>Evento</translation>
    </message>
    <message>
        <source>Name of the event, for the title: 'Hurricane Michael'.</source>
        <translation>Nombre del evento, para el título: «Huracán Michael».</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Título</translation>
    </message>
    <message>
        <source>Empty: what the map shows, and the event.</source>
        <translation>Vacío: lo que muestra el mapa, y el evento.</translation>
    </message>
    <message>
        <source>Subtitle</source>
        <translation>Subtítulo</translation>
    </message>
    <message>
        <source>Empty: measure, unit, areas and number of households.</source>
        <translation>Vacío: medida, unidad, zonas y número de hogares.</translation>
    </message>
    <message>
        <source>Sources</source>
        <translation>Fuentes</translation>
    </message>
    <message>
        <source>Whose data these are; empty: their kinds.</source>
        <translation>De quién son estos datos; vacío: sus tipos.</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Notas</translation>
    </message>
    <message>
        <source>Sentences below the legend, after those that explain the map.</source>
        <translation>Frases bajo la leyenda, tras las que explican el mapa.</translation>
    </message>
    <message>
        <source>Paper</source>
        <translation>Papel</translation>
    </message>
    <message>
        <source>Size of the sheet.</source>
        <translation>Tamaño de la hoja.</translation>
    </message>
    <message>
        <source>Orientation</source>
        <translation>Orientación</translation>
    </message>
    <message>
        <source>How the sheet lies.</source>
        <translation>Cómo está puesta la hoja.</translation>
    </message>
    <message>
        <source>Dots per inch</source>
        <translation>Puntos por pulgada</translation>
    </message>
    <message>
        <source>Resolution of the PNG, and of hatches in the PDF.</source>
        <translation>Resolución del PNG y de las tramas en el PDF.</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>Fecha</translation>
    </message>
    <message>
        <source>Date in the footer, such as 2018-10-24; empty: today.</source>
        <translation>Fecha del pie, como 2018-10-24; vacío: hoy.</translation>
    </message>
    <message>
        <source>Allow household data</source>
        <translation>Permitir datos de hogares</translation>
    </message>
    <message>
        <source>Lets a layer of households or requests be mapped, for use inside the utility only; the sheet says so.</source>
        <translation>Permite el mapa de una capa de hogares o solicitudes, solo para uso dentro de la compañía; la hoja lo dice.</translation>
    </message>
    <message>
        <source>Field of the measure</source>
        <translation>Campo de la medida</translation>
    </message>
    <message>
        <source>Only for residual, cluster and auto: the field that holds them, if it is called otherwise.</source>
        <translation>Solo para residual, cluster y auto: el campo que los contiene, si se llama de otro modo.</translation>
    </message>
    <message>
        <source>Unit of the field</source>
        <translation>Unidad del campo</translation>
    </message>
    <message>
        <source>Only for residual: what its numbers are in; 'h' is hours.</source>
        <translation>Solo para residual: en qué unidad están sus números; «h» son horas.</translation>
    </message>
    <message>
        <source>Layout template</source>
        <translation>Plantilla de composición</translation>
    </message>
    <message>
        <source>A layout of one page of your own, instead of the shipped ones; paper and orientation are its own then. Items with the ids head, map, legend and footer mark where those stand, and if you like scale, notes and locator; all other items, such as your seal, are kept. To begin, open one of the plugin's in resources/layouts.</source>
        <translation>Una composición propia de una página, en lugar de las incluidas; el papel y la orientación son entonces los suyos. Los elementos con los identificadores head, map, legend y footer marcan dónde van esas partes y, si quiere, scale, notes y locator; todos los demás, como su sello, se conservan. Para empezar, abra una de las del complemento en resources/layouts.</translation>
    </message>
    <message>
        <source>Place names</source>
        <translation>Nombres de lugares</translation>
    </message>
    <message>
        <source>Points or areas with names, the important ones first.</source>
        <translation>Puntos o zonas con nombres, los importantes primero.</translation>
    </message>
    <message>
        <source>Field of the names</source>
        <translation>Campo de los nombres</translation>
    </message>
    <message>
        <source>Names that would cover another one or a symbol are left out.</source>
        <translation>Los nombres que taparían otro nombre o un símbolo se omiten.</translation>
    </message>
    <message>
        <source>Water</source>
        <translation>Agua</translation>
    </message>
    <message>
        <source>Areas or lines of water; drawn muted, below the data.</source>
        <translation>Zonas o líneas de agua; se dibujan apagadas, bajo los datos.</translation>
    </message>
    <message>
        <source>Main roads</source>
        <translation>Vías principales</translation>
    </message>
    <message>
        <source>Drawn as thin grey lines; give main roads only.</source>
        <translation>Se dibujan como líneas grises finas; dé solo las vías principales.</translation>
    </message>
    <message>
        <source>Study boundary</source>
        <translation>Límite del estudio</translation>
    </message>
    <message>
        <source>Empty: the outline of all areas.</source>
        <translation>Vacío: el contorno de todas las zonas.</translation>
    </message>
    <message>
        <source>Atlas: one page for each district</source>
        <translation>Atlas: una página por distrito</translation>
    </message>
    <message>
        <source>Districts, such as those of the council. All pages have the same classes; each counts the areas whose middle lies in its district. PNG and SVG get a file for each page, named after the district.</source>
        <translation>Distritos, como los del concejo. Todas las páginas tienen las mismas clases; cada una cuenta las zonas cuyo centro está en su distrito. El PNG y el SVG dan un archivo por página, con el nombre del distrito.</translation>
    </message>
    <message>
        <source>Field of the districts' names</source>
        <translation>Campo con los nombres de los distritos</translation>
    </message>
    <message>
        <source>Stands in the title of each page.</source>
        <translation>Aparece en el título de cada página.</translation>
    </message>
    <message>
        <source>PDF of the atlas</source>
        <translation>PDF del atlas</translation>
    </message>
    <message>
        <source>one: all pages in one PDF. each: a PDF for each page. Every page is georeferenced.</source>
        <translation>one: todas las páginas en un PDF. each: un PDF por página. Todas las páginas están georreferenciadas.</translation>
    </message>
    <message>
        <source>PDF</source>
        <translation>PDF</translation>
    </message>
    <message>
        <source>PDF files (*.pdf)</source>
        <translation>Archivos PDF (*.pdf)</translation>
    </message>
    <message>
        <source>For print and for reports; text can be searched and copied. At least one file has to be asked for.</source>
        <translation>Para imprimir y para informes; el texto se puede buscar y copiar. Hay que pedir al menos un archivo.</translation>
    </message>
    <message>
        <source>PNG picture</source>
        <translation>Imagen PNG</translation>
    </message>
    <message>
        <source>PNG files (*.png)</source>
        <translation>Archivos PNG (*.png)</translation>
    </message>
    <message>
        <source>For slides and web pages. At least one file has to be asked for.</source>
        <translation>Para diapositivas y páginas web. Hay que pedir al menos un archivo.</translation>
    </message>
    <message>
        <source>SVG drawing</source>
        <translation>Dibujo SVG</translation>
    </message>
    <message>
        <source>SVG files (*.svg)</source>
        <translation>Archivos SVG (*.svg)</translation>
    </message>
    <message>
        <source>For changes in a drawing program. At least one file has to be asked for.</source>
        <translation>Para cambios en un programa de dibujo. Hay que pedir al menos un archivo.</translation>
    </message>
    <message>
        <source>Mapped values</source>
        <translation>Valores del mapa</translation>
    </message>
    <message>
        <source>CSV files (*.csv)</source>
        <translation>Archivos CSV (*.csv)</translation>
    </message>
    <message>
        <source>One row per area: its value, its class in words, why withheld. At least one file has to be asked for.</source>
        <translation>Una fila por zona: su valor, su clase en palabras, por qué se ocultó. Hay que pedir al menos un archivo.</translation>
    </message>
    <message>
        <source>Alt text</source>
        <translation>Texto alternativo</translation>
    </message>
    <message>
        <source>Text files (*.txt)</source>
        <translation>Archivos de texto (*.txt)</translation>
    </message>
    <message>
        <source>What the map shows, in sentences, for those who cannot see it. At least one file has to be asked for.</source>
        <translation>Lo que muestra el mapa, en frases, para quien no puede verlo. Hay que pedir al menos un archivo.</translation>
    </message>
    <message>
        <source>Title of the map</source>
        <translation>Título del mapa</translation>
    </message>
    <message>
        <source>What the map shows</source>
        <translation>Lo que muestra el mapa</translation>
    </message>
    <message>
        <source>Areas with a value</source>
        <translation>Zonas con un valor</translation>
    </message>
    <message>
        <source>Areas withheld</source>
        <translation>Zonas ocultadas</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Páginas</translation>
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
        <translation>Título, subtítulo, leyenda y notas se forman con la medida y sus números; lo que usted escriba los sustituye, salvo las notas, que se añaden. La capa no cambia. El texto sigue siendo texto en PDF y SVG, y el PDF está georreferenciado.
Las capas con una fila por hogar se rechazan: no son para publicar.</translation>
    </message>
</context>
<context>
    <name>ExportFrames</name>
    <message>
        <source>Household study table</source>
        <translation>Tabla de hogares del estudio</translation>
    </message>
    <message>
        <source>The output of 'Study dataset'. Confidential; nothing of a single household is passed on.</source>
        <translation>La salida de «Conjunto de datos del estudio». Confidencial; no se transmite nada de ningún hogar concreto.</translation>
    </message>
    <message>
        <source>Area of the household</source>
        <translation>Zona del hogar</translation>
    </message>
    <message>
        <source>Field of the households that says in which area each is.</source>
        <translation>Campo de los hogares que dice en qué zona está cada uno.</translation>
    </message>
    <message>
        <source>Areas</source>
        <translation>Zonas</translation>
    </message>
    <message>
        <source>Polygons to map: block groups, tracts, council districts. Each stays in the output.</source>
        <translation>Polígonos para el mapa: grupos de manzanas, secciones censales, distritos del concejo. Todos quedan en la salida.</translation>
    </message>
    <message>
        <source>Id of the area</source>
        <translation>Identificador de la zona</translation>
    </message>
    <message>
        <source>Field of the areas with the same ids. If empty, it is found by name (block_group, GEOID and the like).</source>
        <translation>Campo de las zonas con los mismos identificadores. Si se deja vacío, se busca por su nombre (block_group, GEOID y similares).</translation>
    </message>
    <message>
        <source>Hours between pictures</source>
        <translation>Horas entre imágenes</translation>
    </message>
    <message>
        <source>12 hours give a picture for each midnight and noon.</source>
        <translation>12 horas dan una imagen para cada medianoche y cada mediodía.</translation>
    </message>
    <message>
        <source>Event</source>
        <translation>Evento</translation>
    </message>
    <message>
        <source>Name of the event, for the title.</source>
        <translation>Nombre del evento, para el título.</translation>
    </message>
    <message>
        <source>Sources</source>
        <translation>Fuentes</translation>
    </message>
    <message>
        <source>Whose data these are; empty: their kinds.</source>
        <translation>De quién son estos datos; vacío: sus tipos.</translation>
    </message>
    <message>
        <source>Privacy rule</source>
        <translation>Regla de privacidad</translation>
    </message>
    <message>
        <source>Smallest group that may be shown: 11 households (the rule of the U.S. health agency CMS), 15 customers, 100 customers, or custom.</source>
        <translation>El grupo más pequeño que puede mostrarse: 11 hogares (la regla de la agencia sanitaria CMS de EE. UU.), 15 clientes, 100 clientes, o propio.</translation>
    </message>
    <message>
        <source>Own smallest group</source>
        <translation>Grupo mínimo propio</translation>
    </message>
    <message>
        <source>Used with the privacy rule 'custom' only.</source>
        <translation>Solo se usa con la regla de privacidad «custom».</translation>
    </message>
    <message>
        <source>Dots per inch</source>
        <translation>Puntos por pulgada</translation>
    </message>
    <message>
        <source>150 gives pictures of 1,650 by 1,275 dots.</source>
        <translation>150 da imágenes de 1.650 por 1.275 puntos.</translation>
    </message>
    <message>
        <source>Place names</source>
        <translation>Nombres de lugares</translation>
    </message>
    <message>
        <source>Points or areas with names, the important ones first.</source>
        <translation>Puntos o zonas con nombres, los importantes primero.</translation>
    </message>
    <message>
        <source>Field of the names</source>
        <translation>Campo de los nombres</translation>
    </message>
    <message>
        <source>Names that would cover another one or a symbol are left out.</source>
        <translation>Los nombres que taparían otro nombre o un símbolo se omiten.</translation>
    </message>
    <message>
        <source>Water</source>
        <translation>Agua</translation>
    </message>
    <message>
        <source>Areas or lines of water; drawn muted, below the data.</source>
        <translation>Zonas o líneas de agua; se dibujan apagadas, bajo los datos.</translation>
    </message>
    <message>
        <source>Main roads</source>
        <translation>Vías principales</translation>
    </message>
    <message>
        <source>Drawn as thin grey lines; give main roads only.</source>
        <translation>Se dibujan como líneas grises finas; dé solo las vías principales.</translation>
    </message>
    <message>
        <source>Study boundary</source>
        <translation>Límite del estudio</translation>
    </message>
    <message>
        <source>Empty: the outline of all areas.</source>
        <translation>Vacío: el contorno de todas las zonas.</translation>
    </message>
    <message>
        <source>Folder of the pictures</source>
        <translation>Carpeta de las imágenes</translation>
    </message>
    <message>
        <source>frame_000.png, frame_001.png and so on, and frames.csv.</source>
        <translation>frame_000.png, frame_001.png, etc., y frames.csv.</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Imágenes</translation>
    </message>
    <message>
        <source>Export frames of the restoration</source>
        <translation>Exportar imágenes del restablecimiento</translation>
    </message>
    <message>
        <source>Writes numbered pictures of the restoration, area by area, for a film or slides.</source>
        <translation>Escribe imágenes numeradas del restablecimiento, zona por zona, para una película o diapositivas.</translation>
    </message>
    <message>
        <source>Each picture classes the areas: none or too few homes to tell still without power, under half of those that lost it, half or more, all or all but a few. No numbers are shown, and an area where fewer than four times the smallest group lost power is withheld, so the pictures may be published. frames.csv lists the moments.</source>
        <translation>Cada imagen clasifica las zonas: ninguna o demasiado pocas viviendas para decir que siguen sin luz, menos de la mitad de las que la perdieron, la mitad o más, todas o casi todas. No se muestran números, y una zona donde perdieron la luz menos de cuatro veces el grupo más pequeño se oculta, así que las imágenes pueden publicarse. frames.csv enumera los momentos.</translation>
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
        <translation>Salida de «Conjunto de datos del estudio». Confidencial; ningún hogar concreto entra en el informe.</translation>
    </message>
    <message>
        <source>Model coefficients</source>
        <translation>Coeficientes de los modelos</translation>
    </message>
    <message>
        <source>Output of 'Equity models'.</source>
        <translation>Salida de «Modelos de equidad».</translation>
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
        <translation>Salida de «Disparidad por zona».</translation>
    </message>
    <message>
        <source>Sample flow</source>
        <translation>Flujo de la muestra</translation>
    </message>
    <message>
        <source>Output of 'Study dataset': homes kept and lost at each step.</source>
        <translation>Salida de «Conjunto de datos del estudio»: viviendas conservadas y perdidas en cada paso.</translation>
    </message>
    <message>
        <source>Restoration curve</source>
        <translation>Curva de restablecimiento</translation>
    </message>
    <message>
        <source>Output of 'Restoration times': all customers, drawn beside the homes compared.</source>
        <translation>Salida de «Tiempos de restablecimiento»: todos los clientes, dibujados junto a las viviendas comparadas.</translation>
    </message>
    <message>
        <source>Maps (PNG)</source>
        <translation>Mapas (PNG)</translation>
    </message>
    <message>
        <source>Maps exported as PNG, or a folder of them; the first stands on the first page. A text file of the same name is the map's description for those who cannot see it, a CSV file of the same name its data.</source>
        <translation>Mapas exportados como PNG, o una carpeta de ellos; el primero va en la primera página. Un archivo de texto del mismo nombre es la descripción del mapa para quien no puede verlo; un archivo CSV del mismo nombre, sus datos.</translation>
    </message>
    <message>
        <source>Start of the event (local time)</source>
        <translation>Inicio del evento (hora local)</translation>
    </message>
    <message>
        <source>Where the clock of the restoration curve starts; day 1 is the day that starts here. If empty, the last midnight before the first home lost power.</source>
        <translation>Dónde empieza el reloj de la curva de restablecimiento; el día 1 es el día que empieza aquí. Si se deja vacío, la última medianoche antes de que la primera vivienda perdiera la luz.</translation>
    </message>
    <message>
        <source>Name of the event</source>
        <translation>Nombre del evento</translation>
    </message>
    <message>
        <source>As it stands in the report.</source>
        <translation>Tal como aparece en el informe.</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Título</translation>
    </message>
    <message>
        <source>Heading of the report; made from the event's name if empty.</source>
        <translation>Encabezado del informe; si se deja vacío, se forma con el nombre del evento.</translation>
    </message>
    <message>
        <source>Smallest number of homes shown</source>
        <translation>Número mínimo de viviendas mostrado</translation>
    </message>
    <message>
        <source>No count of fewer homes is shown, unless it is zero. 11 is the rule of the U.S. health agency CMS.</source>
        <translation>No se muestra ningún recuento de menos viviendas, salvo cero. 11 es la regla de la agencia sanitaria CMS de EE. UU.</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Informe</translation>
    </message>
    <message>
        <source>HTML files (*.html)</source>
        <translation>Archivos HTML (*.html)</translation>
    </message>
    <message>
        <source>One file with everything in it.</source>
        <translation>Un archivo con todo dentro.</translation>
    </message>
    <message>
        <source>Folder for tables and figures</source>
        <translation>Carpeta para tablas y figuras</translation>
    </message>
    <message>
        <source>The same tables as CSV and figures as PNG, for slides and other reports.</source>
        <translation>Las mismas tablas como CSV y figuras como PNG, para diapositivas y otros informes.</translation>
    </message>
    <message>
        <source>Verdicts on the hypotheses</source>
        <translation>Veredictos sobre las hipótesis</translation>
    </message>
    <message>
        <source>Adjusted hours and probabilities</source>
        <translation>Horas y probabilidades ajustadas</translation>
    </message>
    <message>
        <source>Output of 'Equity models': expected hours and effects.</source>
        <translation>Salida de «Modelos de equidad»: horas esperadas y efectos.</translation>
    </message>
    <message>
        <source>Standard errors side by side</source>
        <translation>Errores estándar lado a lado</translation>
    </message>
    <message>
        <source>Diagnostics</source>
        <translation>Diagnósticos</translation>
    </message>
    <message>
        <source>Output of 'Equity models': lights, what they mean and what to do.</source>
        <translation>Salida de «Modelos de equidad»: semáforos, qué significan y qué hacer.</translation>
    </message>
    <message>
        <source>Households with expected hours (confidential)</source>
        <translation>Hogares con horas esperadas (confidencial)</translation>
    </message>
    <message>
        <source>Output of 'Equity models': what was expected against what was observed, in groups of homes.</source>
        <translation>Salida de «Modelos de equidad»: lo esperado frente a lo observado, en grupos de viviendas.</translation>
    </message>
    <message>
        <source>Robustness</source>
        <translation>Robustez</translation>
    </message>
    <message>
        <source>Output of 'Robustness': every other way to fit, in one plot.</source>
        <translation>Salida de «Robustez»: todas las demás maneras de ajustar, en una figura.</translation>
    </message>
    <message>
        <source>Robustness, every fit (confidential)</source>
        <translation>Robustez, cada ajuste (confidencial)</translation>
    </message>
    <message>
        <source>Output of 'Robustness': how the samples drawn again spread.</source>
        <translation>Salida de «Robustez»: cómo se reparten las muestras sorteadas de nuevo.</translation>
    </message>
    <message>
        <source>Restoration times under other thresholds</source>
        <translation>Tiempos de restablecimiento, otros umbrales</translation>
    </message>
    <message>
        <source>Output of 'Restoration times'.</source>
        <translation>Salida de «Tiempos de restablecimiento».</translation>
    </message>
    <message>
        <source>Survival: groups</source>
        <translation>Supervivencia: grupos</translation>
    </message>
    <message>
        <source>Output of 'Survival models': hours by group.</source>
        <translation>Salida de «Modelos de supervivencia»: horas por grupo.</translation>
    </message>
    <message>
        <source>Survival: contrasts</source>
        <translation>Supervivencia: contrastes</translation>
    </message>
    <message>
        <source>Output of 'Survival models': ratios of hours and of paces.</source>
        <translation>Salida de «Modelos de supervivencia»: razones de horas y de ritmos.</translation>
    </message>
    <message>
        <source>Survival: measures of fit</source>
        <translation>Supervivencia: medidas de ajuste</translation>
    </message>
    <message>
        <source>Output of 'Survival models': whether paces stay proportional.</source>
        <translation>Salida de «Modelos de supervivencia»: si los ritmos siguen siendo proporcionales.</translation>
    </message>
    <message>
        <source>Restoration curves by other groups</source>
        <translation>Curvas de restablecimiento por otros grupos</translation>
    </message>
    <message>
        <source>Output of 'Restoration curve by group'.</source>
        <translation>Salida de «Curva de restablecimiento por grupo».</translation>
    </message>
    <message>
        <source>Hours by other groups</source>
        <translation>Horas por otros grupos</translation>
    </message>
    <message>
        <source>Reliability indices by group</source>
        <translation>Índices de confiabilidad por grupo</translation>
    </message>
    <message>
        <source>Output of 'Reliability indices'.</source>
        <translation>Salida de «Índices de confiabilidad».</translation>
    </message>
    <message>
        <source>Clusters of areas</source>
        <translation>Agrupamientos de zonas</translation>
    </message>
    <message>
        <source>Output of 'Residual clustering'.</source>
        <translation>Salida de «Agrupación espacial de los residuos».</translation>
    </message>
    <message>
        <source>Inequality of hours</source>
        <translation>Desigualdad de las horas</translation>
    </message>
    <message>
        <source>Counts observed and expected</source>
        <translation>Recuentos observados y esperados</translation>
    </message>
    <message>
        <source>Output of 'Equity models': hours observed and expected, drawn.</source>
        <translation>Salida de «Modelos de equidad»: horas observadas y esperadas, dibujadas.</translation>
    </message>
    <message>
        <source>Quantiles of the residuals</source>
        <translation>Cuantiles de los residuos</translation>
    </message>
    <message>
        <source>Output of 'Equity models': drawn beside the normal's.</source>
        <translation>Salida de «Modelos de equidad»: dibujados junto a los de la normal.</translation>
    </message>
    <message>
        <source>What the other groups are</source>
        <translation>Qué son los otros grupos</translation>
    </message>
    <message>
        <source>In words, such as 'share of renters'; stands over the curves by other groups.</source>
        <translation>En palabras, como «proporción de inquilinos»; encabeza las curvas por otros grupos.</translation>
    </message>
    <message>
        <source>Settings of the earlier steps</source>
        <translation>Ajustes de los pasos anteriores</translation>
    </message>
    <message>
        <source>One per line, name and value with a colon between them, such as 'Seed: 1'. They stand with the report's own parameters, so that the run can be repeated.</source>
        <translation>Uno por línea, nombre y valor con dos puntos entre ambos, como «Seed: 1». Aparecen con los parámetros propios del informe, para que la ejecución pueda repetirse.</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>Hallazgos</translation>
    </message>
    <message>
        <source>Files written</source>
        <translation>Archivos escritos</translation>
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
        <source>The page needs no other file, opens in any browser and prints to Letter and A4. Its sentences are made from the numbers. Household data go in, only aggregates come out: counts of fewer homes than the smallest number are withheld, and those from which they could be worked out. Maps stand in it as they were exported. Tables of diagnostics, robustness, survival, reliability and clusters add their sections; where one is missing, the report says what to run.</source>
        <translation>La página no necesita ningún otro archivo, se abre en cualquier navegador y se imprime en Carta y A4. Sus frases se forman con los números. Entran datos de hogares y solo salen agregados: los recuentos de menos viviendas que el número mínimo se ocultan, y también aquellos de los que podrían deducirse. Los mapas aparecen tal como se exportaron. Las tablas de diagnósticos, robustez, supervivencia, confiabilidad y conglomerados añaden sus secciones; donde falta una, el informe dice qué ejecutar.</translation>
    </message>
</context>
<context>
    <name>ShippedModel</name>
    <message>
        <source>Models</source>
        <translation>Modelos</translation>
    </message>
    <message>
        <source>Household study table</source>
        <translation>Tabla de hogares del estudio</translation>
    </message>
    <message>
        <source>The output of 'Study dataset', or of the model 'Study table'. Confidential.</source>
        <translation>La salida de «Conjunto de datos del estudio» o del modelo «Tabla del estudio». Confidencial.</translation>
    </message>
    <message>
        <source>Block group indicators</source>
        <translation>Indicadores por grupo de manzanas</translation>
    </message>
    <message>
        <source>The output of 'Block group indicators': the polygons with the values of the census, which one of the maps shows.</source>
        <translation>La salida de «Indicadores por grupo de manzanas»: los polígonos con los valores del censo, que muestra uno de los mapas.</translation>
    </message>
    <message>
        <source>Sample flow</source>
        <translation>Flujo de la muestra</translation>
    </message>
    <message>
        <source>The second output of 'Study dataset': the report then says who was left out.</source>
        <translation>La segunda salida de «Conjunto de datos del estudio»: el informe dice entonces quién quedó fuera.</translation>
    </message>
    <message>
        <source>Restoration curve</source>
        <translation>Curva de restablecimiento</translation>
    </message>
    <message>
        <source>The second output of 'Restoration times', for the report's first figure.</source>
        <translation>La segunda salida de «Tiempos de restablecimiento», para la primera figura del informe.</translation>
    </message>
    <message>
        <source>Start of the event</source>
        <translation>Inicio del evento</translation>
    </message>
    <message>
        <source>When the storm cut the power, in the city's local time.</source>
        <translation>Cuándo cortó la tormenta la electricidad, en la hora local de la ciudad.</translation>
    </message>
    <message>
        <source>Name of the event</source>
        <translation>Nombre del evento</translation>
    </message>
    <message>
        <source>Stands in the titles of the maps and the report.</source>
        <translation>Figura en los títulos de los mapas y del informe.</translation>
    </message>
    <message>
        <source>Smallest group that may be shown (households)</source>
        <translation>Grupo más pequeño que puede mostrarse (hogares)</translation>
    </message>
    <message>
        <source>Groups of fewer households are withheld from tables, maps and report.</source>
        <translation>Los grupos de menos hogares se ocultan en las tablas, los mapas y el informe.</translation>
    </message>
    <message>
        <source>Sources, for the foot of the maps</source>
        <translation>Fuentes, para el pie de los mapas</translation>
    </message>
    <message>
        <source>Whose data these are; empty: their kinds.</source>
        <translation>De quién son estos datos; vacío: sus tipos.</translation>
    </message>
    <message>
        <source>Curves by</source>
        <translation>Curvas por</translation>
    </message>
    <message>
        <source>Field of the study table: the report shows how fast power came back to each of its groups.</source>
        <translation>Campo de la tabla del estudio: el informe muestra con qué rapidez volvió la electricidad a cada uno de sus grupos.</translation>
    </message>
    <message>
        <source>Restoration times</source>
        <translation>Tiempos de restablecimiento</translation>
    </message>
    <message>
        <source>The output of 'Restoration times', if SAIDI and SAIFI are to count all outages of a home.</source>
        <translation>La salida de «Tiempos de restablecimiento», si SAIDI y SAIFI han de contar todos los cortes de un hogar.</translation>
    </message>
    <message>
        <source>Standard errors</source>
        <translation>Errores estándar</translation>
    </message>
    <message>
        <source>Of Models 1-5. cluster: homes of one block group are alike; robust and classical take each home on its own.</source>
        <translation>De los Modelos 1-5. cluster: los hogares de un mismo grupo de manzanas se parecen; robust y classical toman cada hogar por separado.</translation>
    </message>
    <message>
        <source>CELID from, hours</source>
        <translation>CELID desde, horas</translation>
    </message>
    <message>
        <source>CELID is the share of the customers that were without power for so long or longer.</source>
        <translation>CELID es la proporción de clientes que estuvieron sin electricidad ese tiempo o más.</translation>
    </message>
    <message>
        <source>Published before</source>
        <translation>Publicado antes</translation>
    </message>
    <message>
        <source>Results of 'Disparity by area' that are public already: what differs from them by too few households, or was withheld in them, is withheld.</source>
        <translation>Resultados de «Disparidad por zona» que ya son públicos: se oculta lo que se distingue de ellos por muy pocos hogares o se ocultó en ellos.</translation>
    </message>
    <message>
        <source>Disparity by area</source>
        <translation>Disparidad por zona</translation>
    </message>
    <message>
        <source>Polygons with the measures; may be published. Alias and comment of each field say what it holds. Areas that 'Block group indicators' wrote bring their minority share of residents along, for maps.</source>
        <translation>Polígonos con las medidas; se pueden publicar. El alias y el comentario de cada campo dicen qué contiene. Las zonas que escribió «Indicadores por grupo de manzanas» traen consigo su proporción de residentes de minorías, para los mapas.</translation>
    </message>
    <message>
        <source>Clusters</source>
        <translation>Conglomerados</translation>
    </message>
    <message>
        <source>Polygons with the statistics and the cluster's name; may be published.</source>
        <translation>Polígonos con los estadísticos y el nombre del conglomerado; pueden publicarse.</translation>
    </message>
    <message>
        <source>Map of disparity: Alt text</source>
        <translation>Mapa de disparidad: Texto alternativo</translation>
    </message>
    <message>
        <source>What the map shows, in sentences, for those who cannot see it. At least one file has to be asked for.</source>
        <translation>Lo que muestra el mapa, en frases, para quien no puede verlo. Hay que pedir al menos un archivo.</translation>
    </message>
    <message>
        <source>Map of disparity: Mapped values</source>
        <translation>Mapa de disparidad: Valores del mapa</translation>
    </message>
    <message>
        <source>One row per area: its value, its class in words, why withheld. At least one file has to be asked for.</source>
        <translation>Una fila por zona: su valor, su clase en palabras, por qué se ocultó. Hay que pedir al menos un archivo.</translation>
    </message>
    <message>
        <source>Map of disparity: PDF</source>
        <translation>Mapa de disparidad: PDF</translation>
    </message>
    <message>
        <source>For print and for reports; text can be searched and copied. At least one file has to be asked for.</source>
        <translation>Para imprimir y para informes; el texto se puede buscar y copiar. Hay que pedir al menos un archivo.</translation>
    </message>
    <message>
        <source>Map of disparity: PNG picture</source>
        <translation>Mapa de disparidad: Imagen PNG</translation>
    </message>
    <message>
        <source>For slides and web pages. At least one file has to be asked for.</source>
        <translation>Para diapositivas y páginas web. Hay que pedir al menos un archivo.</translation>
    </message>
    <message>
        <source>Map of hours: Alt text</source>
        <translation>Mapa de horas: Texto alternativo</translation>
    </message>
    <message>
        <source>Map of hours: Mapped values</source>
        <translation>Mapa de horas: Valores del mapa</translation>
    </message>
    <message>
        <source>Map of hours: PDF</source>
        <translation>Mapa de horas: PDF</translation>
    </message>
    <message>
        <source>Map of hours: PNG picture</source>
        <translation>Mapa de horas: Imagen PNG</translation>
    </message>
    <message>
        <source>Adjusted hours and probabilities</source>
        <translation>Horas y probabilidades ajustadas</translation>
    </message>
    <message>
        <source>One row per group and per difference, in hours or as probability, averaged over the households and weighted to the city; then every term's average marginal effect.</source>
        <translation>Una fila por grupo y por diferencia, en horas o como probabilidad, promediada sobre los hogares y ponderada a la ciudad; después, el efecto marginal medio de cada término.</translation>
    </message>
    <message>
        <source>Coefficients</source>
        <translation>Coeficientes</translation>
    </message>
    <message>
        <source>One row per model and term.</source>
        <translation>Una fila por modelo y término.</translation>
    </message>
    <message>
        <source>Contrasts</source>
        <translation>Contrastes</translation>
    </message>
    <message>
        <source>One row per question: percent, interval, and a sentence.</source>
        <translation>Una fila por pregunta: porcentaje, intervalo y una frase.</translation>
    </message>
    <message>
        <source>Diagnostics</source>
        <translation>Diagnósticos</translation>
    </message>
    <message>
        <source>One row per model and check, each with a light, what it means and what to do. Takes longer than the models themselves. Points or parcels in the study table add Moran's I.</source>
        <translation>Una fila por modelo y comprobación, cada una con un semáforo, qué significa y qué hacer. Tarda más que los propios modelos. Puntos o parcelas en la tabla del estudio añaden la I de Moran.</translation>
    </message>
    <message>
        <source>Measures of fit</source>
        <translation>Medidas de ajuste</translation>
    </message>
    <message>
        <source>One row per model and measure.</source>
        <translation>Una fila por modelo y medida.</translation>
    </message>
    <message>
        <source>Verdicts on the hypotheses</source>
        <translation>Veredictos sobre las hipótesis</translation>
    </message>
    <message>
        <source>One row per hypothesis, corrected for all tests.</source>
        <translation>Una fila por hipótesis, corregida por todas las pruebas.</translation>
    </message>
    <message>
        <source>Households with expected hours (confidential)</source>
        <translation>Hogares con horas esperadas (confidencial)</translation>
    </message>
    <message>
        <source>The households used, with the hours that Model 3 expects, what is beyond, and Model 1's probability of asking. Household data: not for publication.</source>
        <translation>Los hogares usados, con las horas que espera el modelo 3, lo que las excede y la probabilidad de pedir ayuda según el modelo 1. Datos de hogares: no publicar.</translation>
    </message>
    <message>
        <source>Equity models 1-5: Report</source>
        <translation>Modelos de equidad 1-5: Informe</translation>
    </message>
    <message>
        <source>The regression table in the layout of the study's Table 4, the contrasts in words and in hours, the verdicts on the hypotheses, and the diagnostics if they are asked for.</source>
        <translation>La tabla de regresión con la disposición de la tabla 4 del estudio, los contrastes en palabras y en horas, los veredictos sobre las hipótesis y, si se piden, los diagnósticos.</translation>
    </message>
    <message>
        <source>Reliability indices by group</source>
        <translation>Índices de confiabilidad por grupo</translation>
    </message>
    <message>
        <source>A row for the whole city and one per group; may be published.</source>
        <translation>Una fila para toda la ciudad y una por grupo; puede publicarse.</translation>
    </message>
    <message>
        <source>Reliability indices by area</source>
        <translation>Índices de confiabilidad por zona</translation>
    </message>
    <message>
        <source>Polygons with the indices; may be published.</source>
        <translation>Polígonos con los índices; pueden publicarse.</translation>
    </message>
    <message>
        <source>Equity report: Report</source>
        <translation>Informe de equidad: Informe</translation>
    </message>
    <message>
        <source>One file with everything in it.</source>
        <translation>Un archivo con todo dentro.</translation>
    </message>
    <message>
        <source>Folder for tables and figures</source>
        <translation>Carpeta para tablas y figuras</translation>
    </message>
    <message>
        <source>The same tables as CSV and figures as PNG, for slides and other reports.</source>
        <translation>Las mismas tablas como CSV y figuras como PNG, para diapositivas y otros informes.</translation>
    </message>
    <message>
        <source>Map of requests: Alt text</source>
        <translation>Mapa de solicitudes: Texto alternativo</translation>
    </message>
    <message>
        <source>Map of requests: Mapped values</source>
        <translation>Mapa de solicitudes: Valores del mapa</translation>
    </message>
    <message>
        <source>Map of requests: PDF</source>
        <translation>Mapa de solicitudes: PDF</translation>
    </message>
    <message>
        <source>Map of requests: PNG picture</source>
        <translation>Mapa de solicitudes: Imagen PNG</translation>
    </message>
    <message>
        <source>What 'Disparity by area' wrote.</source>
        <translation>Lo que escribió «Disparidad por zona».</translation>
    </message>
    <message>
        <source>Paper</source>
        <translation>Papel</translation>
    </message>
    <message>
        <source>Size of the page.</source>
        <translation>Tamaño de la página.</translation>
    </message>
    <message>
        <source>Orientation</source>
        <translation>Orientación</translation>
    </message>
    <message>
        <source>Of the page.</source>
        <translation>De la página.</translation>
    </message>
    <message>
        <source>Dots per inch</source>
        <translation>Puntos por pulgada</translation>
    </message>
    <message>
        <source>Of the PNG pictures.</source>
        <translation>De las imágenes PNG.</translation>
    </message>
    <message>
        <source>Save styles in the GeoPackage</source>
        <translation>Guardar los estilos en el GeoPackage</translation>
    </message>
    <message>
        <source>Each map's style goes into the layer's GeoPackage, the last as its default. A layer that is no GeoPackage is styled without saving.</source>
        <translation>El estilo de cada mapa se guarda en el GeoPackage de la capa, el último como predeterminado. A una capa que no es GeoPackage se le da estilo sin guardarlo.</translation>
    </message>
    <message>
        <source>Map of gaps: Alt text</source>
        <translation>Mapa de brechas: Texto alternativo</translation>
    </message>
    <message>
        <source>Map of gaps: Mapped values</source>
        <translation>Mapa de brechas: Valores del mapa</translation>
    </message>
    <message>
        <source>Map of gaps: PDF</source>
        <translation>Mapa de brechas: PDF</translation>
    </message>
    <message>
        <source>Map of gaps: PNG picture</source>
        <translation>Mapa de brechas: Imagen PNG</translation>
    </message>
    <message>
        <source>Meter reads (file, folder or pattern)</source>
        <translation>Lecturas de medidores (archivo, carpeta o patrón)</translation>
    </message>
    <message>
        <source>What each meter used, by half-hours or the like: CSV, Parquet, NEM12 or Green Button; a file, a folder or a pattern such as reads_*.parquet.</source>
        <translation>Lo que consumió cada medidor, por medias horas o similar: CSV, Parquet, NEM12 o Green Button; un archivo, una carpeta o un patrón como reads_*.parquet.</translation>
    </message>
    <message>
        <source>Service points</source>
        <translation>Puntos de suministro</translation>
    </message>
    <message>
        <source>The utility's list of meters with their address and parcel id.</source>
        <translation>La lista de medidores de la empresa eléctrica, con su dirección e id de parcela.</translation>
    </message>
    <message>
        <source>Service requests (311)</source>
        <translation>Solicitudes de servicio (311)</translation>
    </message>
    <message>
        <source>The 311 export, as CSV or layer. Give it or the file below.</source>
        <translation>La exportación del 311, como CSV o capa. Indique esta o el archivo de abajo.</translation>
    </message>
    <message>
        <source>or file of service requests</source>
        <translation>o archivo de solicitudes de servicio</translation>
    </message>
    <message>
        <source>Instead of the export: what an Open311 or SeeClickFix service gives out.</source>
        <translation>En lugar de la exportación: lo que entrega un servicio Open311 o SeeClickFix.</translation>
    </message>
    <message>
        <source>Request categories that mean a power outage</source>
        <translation>Categorías que significan un corte</translation>
    </message>
    <message>
        <source>As the export writes them, separated by commas; empty: all categories.</source>
        <translation>Tal como las escribe la exportación, separadas por comas; vacío: todas las categorías.</translation>
    </message>
    <message>
        <source>Parcels</source>
        <translation>Parcelas</translation>
    </message>
    <message>
        <source>Polygons with the parcel ids that the assessor's roll holds.</source>
        <translation>Polígonos con los id de parcela que contiene el padrón catastral.</translation>
    </message>
    <message>
        <source>Assessor's roll</source>
        <translation>Padrón catastral</translation>
    </message>
    <message>
        <source>The assessor's table: address, use and year built of each parcel.</source>
        <translation>La tabla del catastro: dirección, uso y año de construcción de cada parcela.</translation>
    </message>
    <message>
        <source>Voter extract</source>
        <translation>Extracto del padrón electoral</translation>
    </message>
    <message>
        <source>Florida's voter extract, of the state or a county.</source>
        <translation>El extracto de votantes de Florida, del estado o de un condado.</translation>
    </message>
    <message>
        <source>Folder of census tables</source>
        <translation>Carpeta de tablas del censo</translation>
    </message>
    <message>
        <source>Tables of the American Community Survey for block groups, as data.census.gov gives them out: B19013, B01003, B15003, B25003 and B03002.</source>
        <translation>Tablas de la American Community Survey por grupos de manzanas, tal como las entrega data.census.gov: B19013, B01003, B15003, B25003 y B03002.</translation>
    </message>
    <message>
        <source>Block groups</source>
        <translation>Grupos de manzanas</translation>
    </message>
    <message>
        <source>The census's polygons, of the same years as the tables.</source>
        <translation>Los polígonos del censo, de los mismos años que las tablas.</translation>
    </message>
    <message>
        <source>Request window (hours)</source>
        <translation>Ventana de solicitudes (horas)</translation>
    </message>
    <message>
        <source>Requests up to this many hours after the start count as asking for help.</source>
        <translation>Las solicitudes hasta este número de horas después del inicio cuentan como pedir ayuda.</translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation>Zona horaria</translation>
    </message>
    <message>
        <source>Of the meter reads and the requests, such as America/New_York.</source>
        <translation>De las lecturas y las solicitudes, como America/New_York.</translation>
    </message>
    <message>
        <source>Household composition</source>
        <translation>Composición de los hogares</translation>
    </message>
    <message>
        <source>A table with one row per address and unit. Confidential.</source>
        <translation>Una tabla con una fila por dirección y unidad. Confidencial.</translation>
    </message>
    <message>
        <source>The block groups in their own coordinate system, with their indicators. Contains public figures only.</source>
        <translation>Los grupos de manzanas en su propio sistema de coordenadas, con sus indicadores. Solo contiene cifras públicas.</translation>
    </message>
    <message>
        <source>Matched requests</source>
        <translation>Solicitudes asignadas</translation>
    </message>
    <message>
        <source>Each request in its home's parcel, with how it was matched, how far, how surely, and what it repeats.</source>
        <translation>Cada solicitud en la parcela de su hogar, con cómo se asignó, a qué distancia, con qué seguridad y qué repite.</translation>
    </message>
    <message>
        <source>Requests to review</source>
        <translation>Solicitudes por revisar</translation>
    </message>
    <message>
        <source>The requests that no step could place, each with its reason.</source>
        <translation>Las solicitudes que ningún paso pudo ubicar, cada una con su motivo.</translation>
    </message>
    <message>
        <source>Counts by time slot, however small: confidential.</source>
        <translation>Recuentos por intervalo de tiempo, por pequeños que sean: confidencial.</translation>
    </message>
    <message>
        <source>One row per meter. Confidential.</source>
        <translation>Una fila por medidor. Confidencial.</translation>
    </message>
    <message>
        <source>One row per household. Confidential.</source>
        <translation>Una fila por hogar. Confidencial.</translation>
    </message>
    <message>
        <source>From the meters in the reads to the rows that the models use: how many are lost at each step, and why.</source>
        <translation>De los medidores de las lecturas a las filas que usan los modelos: cuántos se pierden en cada paso, y por qué.</translation>
    </message>
    <message>
        <source>Meters to review</source>
        <translation>Medidores por revisar</translation>
    </message>
    <message>
        <source>The meters that could not be placed, each with its reason. Confidential.</source>
        <translation>Los medidores que no se pudieron ubicar, cada uno con su motivo. Confidencial.</translation>
    </message>
    <message>
        <source>Equity analysis, from study table</source>
        <translation>Análisis de equidad, de la tabla del estudio</translation>
    </message>
    <message>
        <source>From the household study table to models, areas, maps and report, to be run again with other choices.</source>
        <translation>De la tabla de hogares del estudio a los modelos, las zonas, los mapas y el informe, para repetirlo con otras opciones.</translation>
    </message>
    <message>
        <source>The second half of the equity study: Models 1-5 with their diagnostics, disparity by block group, storm reliability, curves by another group, clusters, three styled maps and the report. Run it again with another smallest group, other standard errors or other words; the study table stays as it is. A result that is public already could be subtracted from the new one: give it as 'Published before'. Other samples and request windows, and time to restoration, take longer: they are in 'Equity study', and steps of their own.</source>
        <translation>La segunda mitad del estudio de equidad: los Modelos 1-5 con sus diagnósticos, la disparidad por grupo de manzanas, la confiabilidad durante la tormenta, curvas por otro grupo, conglomerados, tres mapas con estilo y el informe. Repítalo con otro tamaño mínimo de grupo, otros errores estándar u otros textos; la tabla del estudio no cambia. Un resultado que ya es público podría restarse del nuevo: indíquelo en «Publicado antes». Otras muestras y ventanas de solicitudes, y el tiempo hasta el restablecimiento, tardan más: están en «Estudio de equidad» y son pasos propios.</translation>
    </message>
    <message>
        <source>Equity maps of a result by area</source>
        <translation>Mapas de equidad de un resultado por zona</translation>
    </message>
    <message>
        <source>The usual maps of a result by area, styled and written as PDF and PNG, with their values and alt texts.</source>
        <translation>Los mapas habituales de un resultado por zona, con estilo, en PDF y PNG, con sus valores y textos alternativos.</translation>
    </message>
    <message>
        <source>Four maps of what 'Disparity by area' wrote, ready for a report: mean hours, the gap between the groups, who asked for help, and the difference to the city. Run it again when the words, the paper or the areas change. Each map comes with its values as CSV and an alt text; areas that are withheld stay withheld.</source>
        <translation>Cuatro mapas de lo que escribió «Disparidad por zona», listos para un informe: horas medias, la brecha entre los grupos, quién pidió ayuda y la diferencia con la ciudad. Repítalo cuando cambien los textos, el papel o las zonas. Cada mapa viene con sus valores en CSV y un texto alternativo; las zonas ocultas siguen ocultas.</translation>
    </message>
    <message>
        <source>Equity study, from raw files to report</source>
        <translation>Estudio de equidad, de los archivos en bruto al informe</translation>
    </message>
    <message>
        <source>The whole study in one run: raw files to study table, models, areas, maps and report.</source>
        <translation>El estudio entero en una sola ejecución: de los archivos en bruto a la tabla del estudio, los modelos, las zonas, los mapas y el informe.</translation>
    </message>
    <message>
        <source>From raw files to maps and report in one run: restoration times from meter reads, requests, people and places, the household study table, Models 1-5 with their checks (diagnostics, other request windows and samples, time to restoration, clusters), disparity by block group, three styled maps and the report. Household tables are confidential; maps and report show groups of households only.</source>
        <translation>De los archivos en bruto a los mapas y el informe en una sola ejecución: tiempos de restablecimiento a partir de lecturas de medidores, solicitudes, personas y lugares, la tabla de hogares del estudio, los Modelos 1-5 con sus comprobaciones (diagnósticos, otras ventanas de solicitudes y muestras, tiempo hasta el restablecimiento, conglomerados), la disparidad por grupo de manzanas, tres mapas con estilo y el informe. Las tablas de hogares son confidenciales; los mapas y el informe muestran solo grupos de hogares.</translation>
    </message>
    <message>
        <source>Study table, from raw files</source>
        <translation>Tabla del estudio, de los archivos en bruto</translation>
    </message>
    <message>
        <source>Raw files to the household study table: restoration times, requests, people and places, joined.</source>
        <translation>De los archivos en bruto a la tabla de hogares del estudio: tiempos de restablecimiento, solicitudes, personas y lugares, unidos.</translation>
    </message>
    <message>
        <source>The first half of the equity study, to be done again when a file has changed: restoration times from meter reads, requests matched to homes, people and places, joined to one row per household. Look at the sample flow, the requests to review and the meters to review before you go on with 'Equity analysis'. All tables but that of block groups are confidential.</source>
        <translation>La primera mitad del estudio de equidad, para repetirla cuando cambie un archivo: tiempos de restablecimiento a partir de lecturas de medidores, solicitudes asignadas a hogares, personas y lugares, unidos en una fila por hogar. Mire el flujo de la muestra, las solicitudes por revisar y los medidores por revisar antes de seguir con «Análisis de equidad». Todas las tablas son confidenciales, salvo la de grupos de manzanas.</translation>
    </message>
</context>
<context>
    <name>EquityAlgorithm</name>
    <message>
        <source>1 Prepare data</source>
        <translation>1 Preparar los datos</translation>
    </message>
    <message>
        <source>Inputs</source>
        <translation>Entradas</translation>
    </message>
    <message>
        <source>Outputs</source>
        <translation>Salidas</translation>
    </message>
    <message>
        <source>Advanced parameters</source>
        <translation>Parámetros avanzados</translation>
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
    <name>Libraries</name>
    <message>
        <source>not installed</source>
        <translation>no instalada</translation>
    </message>
    <message>
        <source>The menu Plugins &gt; Coproduction Equity &gt; Install missing libraries gets what is not there, and renews what it once put there itself, when you say so.</source>
        <translation>El menú Complementos &gt; Coproduction Equity &gt; Instalar las bibliotecas que faltan obtiene lo que no está y renueva lo que él mismo instaló antes, cuando usted lo pide.</translation>
    </message>
    <message>
        <source>Then start QGIS again.</source>
        <translation>Después, vuelva a iniciar QGIS.</translation>
    </message>
    <message>
        <source>Coproduction Equity needs Python libraries that this QGIS does not have: {names}.</source>
        <translation>Coproduction Equity necesita bibliotecas de Python que este QGIS no tiene: {names}.</translation>
    </message>
    <message>
        <source>too old, {oldest} or newer is needed</source>
        <translation>demasiado antigua, se necesita {oldest} o posterior</translation>
    </message>
    <message>
        <source>{names}: put by another program, such as QPIP, into the profile's folder python/dependencies/{python}, not brought by QGIS. Upgrade it with that program, or delete it there and use the menu.</source>
        <translation>{names}: no lo trae QGIS; otro programa, como QPIP, lo puso en la carpeta python/dependencies/{python} del perfil. Actualícelo con ese programa, o bórrelo allí y use el menú.</translation>
    </message>
    <message>
        <source>{names}: brought by QGIS or the system, where the plugin never replaces anything.</source>
        <translation>{names}: lo trae QGIS o el sistema, donde el complemento nunca sustituye nada.</translation>
    </message>
    <message>
        <source>Windows: OSGeo4W Setup has them as python3-... packages, or run 'python -m pip install --user {names}' in the OSGeo4W Shell. macOS: run the pip inside QGIS.app with the same words. Linux: your distribution's packages, for example 'apt install python3-pandas', or pip. The plugin QPIP installs them from within QGIS.</source>
        <translation>Windows: OSGeo4W Setup las tiene como paquetes python3-..., o ejecute 'python -m pip install --user {names}' en OSGeo4W Shell. macOS: ejecute el pip que está dentro de QGIS.app con las mismas palabras. Linux: los paquetes de su distribución, por ejemplo 'apt install python3-pandas', o pip. El complemento QPIP las instala desde QGIS.</translation>
    </message>
    <message>
        <source>This QGIS has no pip. On Debian and Ubuntu 'apt install python3-pip' brings it; on Windows, OSGeo4W Setup has it as python3-pip.</source>
        <translation>Este QGIS no tiene pip. En Debian y Ubuntu lo trae 'apt install python3-pip'; en Windows, OSGeo4W Setup lo tiene como python3-pip.</translation>
    </message>
    <message>
        <source>The pip of this QGIS is older than 22.2 and cannot say what it would install. Update it.</source>
        <translation>El pip de este QGIS es anterior a 22.2 y no puede decir qué instalaría. Actualícelo.</translation>
    </message>
    <message>
        <source>The Python of this QGIS was not found (looked in {folder}).</source>
        <translation>No se encontró el Python de este QGIS (se buscó en {folder}).</translation>
    </message>
    <message>
        <source>Nothing was installed. pip says: {words} Without internet, give a folder with the wheel files; behind a proxy, set HTTPS_PROXY.</source>
        <translation>No se instaló nada. pip dice: {words} Sin internet, indique una carpeta con los archivos wheel; detrás de un proxy, defina HTTPS_PROXY.</translation>
    </message>
    <message>
        <source>Nothing was installed: {names} in {folder} would have to be newer, and another program, such as QPIP, put it there. Upgrade it with that program, or delete it there, and come back.</source>
        <translation>No se instaló nada: {names} en {folder} tendría que ser más reciente, y lo puso allí otro programa, como QPIP. Actualícelo con ese programa, o bórrelo allí, y vuelva.</translation>
    </message>
    <message>
        <source>Nothing was installed: {folder} could not be changed ({error}). Where a library there is in use, start QGIS again and come here first.</source>
        <translation>No se instaló nada: no se pudo cambiar {folder} ({error}). Si una biblioteca de allí está en uso, vuelva a iniciar QGIS y venga primero aquí.</translation>
    </message>
</context>
<context>
    <name>Plugin</name>
    <message>
        <source>Install missing libraries</source>
        <translation>Instalar las bibliotecas que faltan</translation>
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
        <source>QGIS itself brings these too old, and the plugin never replaces one: {names}.</source>
        <translation>El propio QGIS trae demasiado antiguas estas bibliotecas, y el complemento nunca sustituye ninguna: {names}.</translation>
    </message>
    <message>
        <source>Another program, such as QPIP, put these into {folder}, and they are too old: {names}. Upgrade them with that program, or delete them there, and come back.</source>
        <translation>Otro programa, como QPIP, puso estas bibliotecas en {folder}, y son demasiado antiguas: {names}. Actualícelas con ese programa, o bórrelas allí, y vuelva.</translation>
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
<context>
    <name>Requests</name>
    <message>
        <source>there are no requests</source>
        <translation>no hay solicitudes</translation>
    </message>
    <message>
        <source>requests are given twice, as a layer and as a file</source>
        <translation>las solicitudes se dan dos veces, como capa y como archivo</translation>
    </message>
    <message>
        <source>Give either a layer or table ({layer}), or a JSON or XML file of Open311 or SeeClickFix ({file})</source>
        <translation>Indique o bien una capa o tabla ({layer}), o bien un archivo JSON o XML de Open311 o SeeClickFix ({file})</translation>
    </message>
</context>
</TS>
