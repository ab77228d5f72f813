pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Window
import app.ui

// Who are you: a name, a face that answers every touch, and what you like.
FocusScope {
    id: page
    required property var who
    readonly property int margin: width < 1200 ? 36 : 56
    Keys.onEscapePressed: who.leave()
    Keys.onPressed: event => {
        if (event.key === Qt.Key_Z && (event.modifiers & Qt.ControlModifier)) {
            page.who.undo();
            event.accepted = true;
        }
    }

    Rectangle {
        anchors.fill: parent
        gradient: Gradient {
            orientation: Gradient.Horizontal
            GradientStop { position: 0; color: "#1d1626" }
            GradientStop { position: 0.45; color: Theme.night }
            GradientStop { position: 1; color: Theme.ink }
        }
    }

    // The mirror
    Item {
        id: mirror
        anchors { left: parent.left; top: parent.top; bottom: parent.bottom; leftMargin: page.margin }
        width: Math.round(Math.min(page.width * 0.34, 520))
        Image {
            anchors.centerIn: portrait
            width: mirror.width * 1.6
            height: width
            source: "image://stills/glow"
            opacity: 0.5
        }
        Image {
            id: portrait
            objectName: "portrait"
            readonly property real dpr: Screen.devicePixelRatio
            anchors { left: parent.left; right: parent.right; bottom: plate.top; bottomMargin: 18; top: parent.top; topMargin: 44 }
            sourceSize: Qt.size(Math.max(1, Math.round(width * dpr)), Math.max(1, Math.round(height * dpr)))
            source: page.who.portrait === 0 ? "" : "image://stills/portrait/" + Math.round(26 * dpr) + "/" + page.who.portrait
            cache: false
            Accessible.role: Accessible.Graphic
            Accessible.name: "Your face"
        }
        Rectangle {
            anchors.fill: portrait
            radius: 26
            color: "transparent"
            border.width: 1
            border.color: Theme.strongLine
        }
        Text {
            anchors.centerIn: portrait
            visible: page.who.portrait === 0
            width: parent.width - 40
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.WordWrap
            text: page.who.mirrorSentence
            color: Theme.muted
            font.family: Theme.text
            font.pixelSize: Theme.small
        }
        Column {
            id: plate
            anchors { left: parent.left; right: parent.right; bottom: parent.bottom; bottomMargin: 30 }
            spacing: 8
            Text {
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                text: page.who.name === "" ? "…" : page.who.name
                color: Theme.cream
                font.family: Theme.display
                font.pixelSize: 44
                font.weight: Font.DemiBold
                elide: Text.ElideRight
            }
            Row {
                anchors.horizontalCenter: parent.horizontalCenter
                spacing: 8
                Button { objectName: "surprise"; symbol: "dice"; text: "Surprise me"; onClicked: page.who.surprise() }
                IconButton { objectName: "undo"; symbol: "undo"; text: "Undo (Ctrl+Z)"; size: 46; enabled: page.who.canUndo; onClicked: page.who.undo() }
            }
        }
    }

    // The form
    Item {
        id: form
        anchors { left: mirror.right; right: parent.right; top: parent.top; bottom: parent.bottom; leftMargin: page.margin; rightMargin: page.margin; topMargin: 40; bottomMargin: 30 }
        Text {
            id: heading
            text: "Who are you?"
            color: Theme.cream
            font.family: Theme.display
            font.pixelSize: Theme.title
            font.weight: Font.DemiBold
        }
        Text {
            id: below
            anchors { left: parent.left; right: parent.right; top: heading.bottom; topMargin: 2 }
            text: "You are in the film. This is who they will see, and how they will speak of you."
            color: Theme.muted
            font.family: Theme.text
            font.pixelSize: Theme.body
            elide: Text.ElideRight
        }
        Segmented {
            id: tabs
            objectName: "tabs"
            anchors { top: below.bottom; topMargin: 20 }
            label: "Parts of you"
            words: page.who.tabs
            chosen: page.who.tab
            onPicked: id => page.who.open_tab(id)
        }
        Scroller {
            id: scroller
            anchors { left: parent.left; right: parent.right; top: tabs.bottom; bottom: foot.top; topMargin: 18; bottomMargin: 14 }
            contentHeight: body.height + 20
            Connections {
                target: page.who
                function onTabbed(): void { scroller.contentY = 0; }
            }
            Column {
                id: body
                x: 6
                y: 6
                width: scroller.width - 28
                spacing: Theme.lg - 2

                // You
                Row {
                    visible: page.who.tab === "you"
                    width: parent.width
                    spacing: Theme.lg
                    TextField {
                        objectName: "name"
                        focus: true
                        label: "Name"
                        width: Math.min(360, parent.width)
                        maximumLength: 24
                        placeholderText: "What shall they call you?"
                        text: page.who.name
                        onTextEdited: page.who.set_name(text)
                    }
                }
                Chips {
                    objectName: "pronouns"
                    visible: page.who.tab === "you"
                    width: parent.width
                    label: "Pronouns"
                    words: page.who.pronounWords
                    chosen: [page.who.pronouns]
                    onPicked: id => page.who.set_pronouns(id)
                }
                Flow {
                    visible: page.who.tab === "you" && page.who.pronouns === "custom"
                    width: parent.width
                    spacing: Theme.md
                    Repeater {
                        model: page.who.pronounFields
                        TextField {
                            required property var modelData
                            objectName: "pronoun_" + modelData.id
                            width: 150
                            label: modelData.label
                            maximumLength: 16
                            text: page.who.customPronouns[modelData.id]
                            onTextEdited: page.who.set_custom_pronoun(modelData.id, text)
                        }
                    }
                }
                Rectangle {
                    visible: page.who.tab === "you"
                    width: parent.width
                    height: example.height + 34
                    radius: Theme.radius
                    color: Theme.panel
                    border.color: Theme.line
                    Rectangle { width: 3; height: parent.height - 24; x: 16; y: 12; radius: 2; color: Theme.gold }
                    Text {
                        id: example
                        anchors { left: parent.left; right: parent.right; leftMargin: 34; rightMargin: 20; verticalCenter: parent.verticalCenter }
                        text: page.who.example
                        textFormat: Text.PlainText
                        wrapMode: Text.WordWrap
                        color: "#e4d8cf"
                        font.family: Theme.display
                        font.italic: true
                        font.pixelSize: 24
                        lineHeight: 1.05
                    }
                }

                // Face, hair, clothes
                Repeater {
                    model: page.who.chipRows
                    Chips {
                        required property var modelData
                        objectName: "chips_" + modelData.id
                        // Thirteen likes in rows of five, five and three: over the whole width the last would stand alone.
                        width: modelData.id === "likes" ? Math.min(body.width, 520) : body.width
                        label: modelData.label
                        words: modelData.words
                        chosen: page.who.worn[modelData.id] ?? []
                        onPicked: id => page.who.wear(modelData.id, id)
                    }
                }
                Flow {
                    width: parent.width
                    spacing: Theme.lg
                    visible: page.who.swatchRows.length > 0
                    Repeater {
                        model: page.who.swatchRows
                        Swatches {
                            required property var modelData
                            objectName: "swatches_" + modelData.id
                            width: Math.min(body.width, modelData.shades.length * 40)
                            label: modelData.label
                            shades: modelData.shades
                            chosen: page.who.worn[modelData.id]?.[0] ?? ""
                            onPicked: shade => page.who.wear(modelData.id, shade)
                        }
                    }
                }
                Grid {
                    id: measures
                    visible: page.who.measures.length > 0
                    columns: body.width > 560 ? 2 : 1
                    columnSpacing: Theme.xl
                    rowSpacing: 8
                    Repeater {
                        model: page.who.measures
                        Slider {
                            required property var modelData
                            objectName: "measure_" + modelData.id
                            width: measures.columns === 2 ? (body.width - Theme.xl) / 2 : body.width
                            label: modelData.label
                            from: modelData.from
                            to: modelData.to
                            value: page.who.values[modelData.id] ?? modelData.from
                            onMoved: page.who.set_measure(modelData.id, value)
                            onPressedChanged: if (!pressed) page.who.settle()
                        }
                    }
                }
            }
        }
        Rectangle {
            anchors { left: scroller.left; right: scroller.right; bottom: scroller.bottom; rightMargin: 12 }
            height: 28
            visible: scroller.contentY + scroller.height < scroller.contentHeight - 4
            gradient: Gradient {
                GradientStop { position: 0; color: "#000f0d17" }
                GradientStop { position: 1; color: "#f00f0d17" }
            }
        }
        Item {
            id: foot
            anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
            height: 50
            Text {
                anchors { left: parent.left; right: actions.left; rightMargin: 16; verticalCenter: parent.verticalCenter }
                text: page.who.trouble
                color: Theme.rose
                wrapMode: Text.WordWrap
                font.family: Theme.text
                font.pixelSize: Theme.small
                font.weight: Font.DemiBold
            }
            Row {
                id: actions
                anchors { right: parent.right; verticalCenter: parent.verticalCenter }
                spacing: 12
                Button { objectName: "not_now"; text: "Never mind"; quiet: true; onClicked: page.who.leave() }
                Button { objectName: "save"; text: "That's me"; symbol: "check"; primary: true; enabled: page.who.savable; onClicked: page.who.save() }
            }
        }
    }
}
